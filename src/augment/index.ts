export {
  type BrightnessContrastOptions,
  type BrightnessContrastParams,
  brightnessContrast,
} from './brightnessContrast.js';
export { type ComposeParams, compose } from './compose.js';
export { type D4Options, type D4Params, d4 } from './d4.js';
export { type GammaOptions, type GammaParams, gamma } from './gamma.js';
export { type HorizontalFlipOptions, type HorizontalFlipParams, horizontalFlip } from './horizontalFlip.js';
export { type OneOfOptions, type OneOfParams, oneOf } from './oneOf.js';
export {
  type PadIfNeededOptions,
  type PadParams,
  type PadToMultipleOptions,
  type PadTransformOptions,
  padIfNeeded,
  padToMultiple,
} from './pad.js';
export { type CropOptions, centerCrop, randomCrop } from './randomCrop.js';
export type { Range } from './range.js';
export { resize } from './resize.js';
export { type Rotate90Params, rotate90 } from './rotate90.js';
export {
  applyTransform,
  drawParams,
  type Transform,
  type TransformContext,
  type TransformKey,
} from './transform.js';
export {
  type TransformBuilder,
  type TransformFromJsonOptions,
  type TransformJson,
  transformFromJson,
} from './transformFromJson.js';
export { type VerticalFlipOptions, type VerticalFlipParams, verticalFlip } from './verticalFlip.js';
export { type WithProbabilityParams, withProbability } from './withProbability.js';
