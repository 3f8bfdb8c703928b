export { getMetadata, type ModelMetadata, type OutputActivation, setMetadata } from './metadata.js';
export { type UnetOptions, unet } from './unet.js';
