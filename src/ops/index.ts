export { type BatchNormInferenceOptions, batchNormInference } from './batchNormInference.js';
export { type BatchNormTrainOptions, type BatchNormTrainResult, batchNormTrain } from './batchNormTrain.js';
export type { BatchParts } from './batchParts.js';
export { type GroupNormOptions, groupNorm } from './groupNorm.js';
export { type InstanceNormOptions, instanceNorm } from './instanceNorm.js';
export type { BilinearCoordinates, NearestCoordinates } from './interpolationMatrix.js';
export { type LayerNormOptions, layerNorm } from './layerNorm.js';
export { type PixelShuffleOptions, pixelShuffle, pixelUnshuffle, type ShuffleOrder } from './pixelShuffle.js';
export {
  type ResizeBilinearOptions,
  type ResizeNearestOptions,
  resizeBilinear,
  resizeNearest,
} from './resize.js';
export { stopGradient } from './stopGradient.js';
export { type UpsampleMethod, type UpsampleOptions, upsample } from './upsample.js';
