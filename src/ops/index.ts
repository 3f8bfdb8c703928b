export { type AdaptivePoolOptions, adaptivePool } from './adaptivePool.js';
export { type BatchNormInferenceOptions, batchNormInference } from './batchNormInference.js';
export { type BatchNormTrainOptions, type BatchNormTrainResult, batchNormTrain } from './batchNormTrain.js';
export type { BatchParts } from './batchParts.js';
export { type ConvolveOptions, convolve } from './convolve.js';
export { type ConvolveTransposedOptions, convolveTransposed } from './convolveTransposed.js';
export { gelu } from './gelu.js';
export { type GroupNormOptions, groupNorm } from './groupNorm.js';
export { type InstanceNormOptions, instanceNorm } from './instanceNorm.js';
export { type InterpolateMethod, type InterpolateOptions, interpolate } from './interpolate.js';
export type { BilinearCoordinates, NearestCoordinates } from './interpolationMatrix.js';
export { type LayerNormOptions, layerNorm } from './layerNorm.js';
export type { Padding as WindowPadding, Pair } from './padding.js';
export { padReflect, type ReflectPadding } from './padReflect.js';
export { type PixelShuffleOptions, pixelShuffle, pixelUnshuffle, type ShuffleOrder } from './pixelShuffle.js';
export { type PoolKind, type PoolOptions, pool } from './pool.js';
export { positionAttention } from './positionAttention.js';
export {
  type ResizeBilinearOptions,
  type ResizeNearestOptions,
  resizeBilinear,
  resizeNearest,
} from './resize.js';
export { resizeBicubic } from './resizeBicubic.js';
export { type ScaledAttentionOptions, scaledAttention } from './scaledAttention.js';
export { hardSigmoid, hardSwish, swish } from './smoothActivations.js';
export { type StochasticDepthOptions, stochasticDepth } from './stochasticDepth.js';
export { stopGradient } from './stopGradient.js';
export { type UpsampleMethod, type UpsampleOptions, upsample } from './upsample.js';
