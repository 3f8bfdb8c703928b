/**
 * What needs a browser: pictures from files, canvases and elements.
 *
 * @module
 */
export { type ImageToRasterOptions, imageToRaster, type PictureSource } from './imageToRaster.js';
export { type MaskToLabelMapOptions, maskToLabelMap } from './maskToLabelMap.js';
export { rasterToImageData } from './rasterToImageData.js';
