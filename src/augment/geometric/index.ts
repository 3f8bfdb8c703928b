export { type ElasticOptions, type ElasticParams, elastic } from './distortions/elastic.js';
export type { ElasticShape } from './distortions/elasticField.js';
export { type GridDistortionOptions, type GridDistortionParams, gridDistortion } from './distortions/gridDistortion.js';
export { type GridWarpOptions, type GridWarpParams, gridWarp } from './distortions/gridWarp.js';
export {
  type OpticalDistortionOptions,
  type OpticalDistortionParams,
  opticalDistortion,
} from './distortions/opticalDistortion.js';
export {
  type ThinPlateSplineOptions,
  type ThinPlateSplineParams,
  thinPlateSpline,
} from './distortions/thinPlateSpline.js';
export { type D4Options, type D4Params, d4 } from './flips/d4.js';
export { type HorizontalFlipOptions, type HorizontalFlipParams, horizontalFlip } from './flips/horizontalFlip.js';
export { type Rotate90Params, rotate90 } from './flips/rotate90.js';
export { type TransposeOptions, type TransposeParams, transpose } from './flips/transpose.js';
export { type VerticalFlipOptions, type VerticalFlipParams, verticalFlip } from './flips/verticalFlip.js';
export { type GridShuffleOptions, type GridShuffleParams, gridShuffle } from './gridShuffle.js';
export type { FillParams, OutsideOptions, SamplingOptions, ScalingOptions } from './readSampling.js';
export { type CropNonEmptyMaskOptions, cropNonEmptyMask } from './sizes/cropNonEmptyMask.js';
export { type ForegroundCropOptions, foregroundCrop } from './sizes/foregroundCrop.js';
export { type LetterboxOptions, letterbox } from './sizes/letterbox.js';
export {
  type PadIfNeededOptions,
  type PadParams,
  type PadToMultipleOptions,
  type PadTransformOptions,
  padIfNeeded,
  padToMultiple,
} from './sizes/pad.js';
export { type CropOptions, centerCrop, randomCrop } from './sizes/randomCrop.js';
export { type RandomResizedCropOptions, randomResizedCrop } from './sizes/randomResizedCrop.js';
export { type ResizeOptions, resize } from './sizes/resize.js';
export {
  longestMaxSize,
  type MaxSizeOptions,
  type MaxSizeParams,
  type RandomScaleOptions,
  type RandomScaleParams,
  randomScale,
  smallestMaxSize,
} from './sizes/scaling.js';
export { type AffineOptions, type AffineParams, affine } from './warps/affine.js';
export { type AffineShape, affineMatrix } from './warps/affineMatrix.js';
export { type PerspectiveOptions, type PerspectiveParams, perspective } from './warps/perspective.js';
export type { AxisRanges } from './warps/readAxes.js';
export { type RotateOptions, rotate } from './warps/rotate.js';
export { type ShiftScaleRotateOptions, shiftScaleRotate } from './warps/shiftScaleRotate.js';
