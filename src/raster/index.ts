export { type Border, borderIndex, borders } from './border.js';
export { boundingBox } from './boundingBox.js';
export { type CocoRle, decodeCocoRle, type EncodeCocoRleOptions, encodeCocoRle } from './cocoRle.js';
export { type Box, type CenterCropOptions, centerCrop, crop } from './crop.js';
export { type D4Element, d4, d4Elements, flipHorizontal, flipVertical, rotate90, transpose } from './d4.js';
export { fitLongestSide, fitShortestSide } from './fitSize.js';
export type { LabelData, LabelMap } from './labelMap.js';
export { type LetterboxOptions, type LetterboxPlace, letterbox, letterboxPlace } from './letterbox.js';
export {
  type Padding,
  type PadFill,
  type PadIfNeededOptions,
  type PadOptions,
  type PadPosition,
  type PadToMultipleOptions,
  pad,
  padIfNeeded,
  padToMultiple,
} from './pad.js';
export type { PixelData, PixelGrid } from './pixelGrid.js';
export type { Raster, RasterData } from './raster.js';
export type { Interpolation } from './resample.js';
export { nearestIndexes, type ResizeOptions, resize, resizeLabels, type Size } from './resize.js';
export {
  type DecodeRleOptions,
  decodeRle,
  decodeRleInstances,
  type EncodeRleOptions,
  encodeRle,
} from './rle.js';
export type { RleOrder } from './runs.js';
