export { positionAttention } from './attention/positionAttention.js';
export { type ScaledAttentionOptions, scaledAttention } from './attention/scaledAttention.js';
export { type ConvolveOptions, convolve } from './convolution/convolve.js';
export { type ConvolveTransposedOptions, convolveTransposed } from './convolution/convolveTransposed.js';
export type { Padding as WindowPadding, Pair } from './convolution/padding.js';
export { padReflect, type ReflectPadding } from './convolution/padReflect.js';
export { gelu } from './gelu.js';
export { type BatchNormInferenceOptions, batchNormInference } from './normalization/batchNormInference.js';
export {
  type BatchNormTrainOptions,
  type BatchNormTrainResult,
  batchNormTrain,
} from './normalization/batchNormTrain.js';
export type { BatchParts } from './normalization/batchParts.js';
export { type GroupNormOptions, groupNorm } from './normalization/groupNorm.js';
export { type InstanceNormOptions, instanceNorm } from './normalization/instanceNorm.js';
export { type LayerNormOptions, layerNorm } from './normalization/layerNorm.js';
export { type AdaptivePoolOptions, adaptivePool } from './pooling/adaptivePool.js';
export { type PoolKind, type PoolOptions, pool } from './pooling/pool.js';
export { type InterpolateMethod, type InterpolateOptions, interpolate } from './resizing/interpolate.js';
export type { BilinearCoordinates, NearestCoordinates } from './resizing/interpolationMatrix.js';
export { type PixelShuffleOptions, pixelShuffle, pixelUnshuffle, type ShuffleOrder } from './resizing/pixelShuffle.js';
export {
  type ResizeBilinearOptions,
  type ResizeNearestOptions,
  resizeBilinear,
  resizeNearest,
} from './resizing/resize.js';
export { resizeBicubic } from './resizing/resizeBicubic.js';
export { type UpsampleMethod, type UpsampleOptions, upsample } from './resizing/upsample.js';
export { hardSigmoid, hardSwish, swish } from './smoothActivations.js';
export { type StochasticDepthOptions, stochasticDepth } from './stochasticDepth.js';
export { stopGradient } from './stopGradient.js';
