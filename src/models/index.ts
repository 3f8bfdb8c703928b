export { getMetadata, type ModelMetadata, type OutputActivation, setMetadata } from './metadata.js';
export { type ModelInput, type ModelInputOptions, modelInput } from './modelInput.js';
export type { InputShape, ModelOptions } from './modelOptions.js';
export { type SegmentationHeadOptions, segmentationHead } from './segmentationHead.js';
export { type UnetOptions, unet } from './unet.js';
