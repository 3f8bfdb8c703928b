/**
 * What needs a browser: pictures from files, canvases and elements, and checkpoints in its database.
 *
 * @module
 */
export { browserCache } from './browserCache.js';
export { type ImageToRasterOptions, imageToRaster, type PictureSource } from './imageToRaster.js';
export { indexedDbCheckpoints } from './indexedDbCheckpoints.js';
export { type MaskToLabelMapOptions, maskToLabelMap } from './maskToLabelMap.js';
export { rasterToImageData } from './rasterToImageData.js';
