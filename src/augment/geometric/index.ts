export { type D4Options, type D4Params, d4 } from './d4.js';
export { type ForegroundCropOptions, foregroundCrop } from './foregroundCrop.js';
export { type HorizontalFlipOptions, type HorizontalFlipParams, horizontalFlip } from './horizontalFlip.js';
export {
  type PadIfNeededOptions,
  type PadParams,
  type PadToMultipleOptions,
  type PadTransformOptions,
  padIfNeeded,
  padToMultiple,
} from './pad.js';
export { type CropOptions, centerCrop, randomCrop } from './randomCrop.js';
export type { FillParams, OutsideOptions, SamplingOptions, ScalingOptions } from './readSampling.js';
export { type ResizeOptions, resize } from './resize.js';
export { type Rotate90Params, rotate90 } from './rotate90.js';
export { type TransposeOptions, type TransposeParams, transpose } from './transpose.js';
export { type VerticalFlipOptions, type VerticalFlipParams, verticalFlip } from './verticalFlip.js';
