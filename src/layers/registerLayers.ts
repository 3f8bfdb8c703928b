import * as tf from '@tensorflow/tfjs-core';
import { SegActivation } from './segActivation.js';
import { SegAdaptivePooling } from './segAdaptivePooling.js';
import { SegBatchNorm } from './segBatchNorm.js';
import { SegChannelSlice } from './segChannelSlice.js';
import { SegConvolution } from './segConvolution.js';
import { SegConvolutionTransposed } from './segConvolutionTransposed.js';
import { SegCropLike } from './segCropLike.js';
import { SegDropout } from './segDropout.js';
import { SegGroupNorm } from './segGroupNorm.js';
import { SegInputGuard } from './segInputGuard.js';
import { SegInstanceNorm } from './segInstanceNorm.js';
import { SegLayerNorm } from './segLayerNorm.js';
import { SegPadToMultiple } from './segPadToMultiple.js';
import { SegPatchTokens } from './segPatchTokens.js';
import { SegPixelShuffle } from './segPixelShuffle.js';
import { SegPooling } from './segPooling.js';
import { SegPositionAttention } from './segPositionAttention.js';
import { SegPresenceGate } from './segPresenceGate.js';
import { SegReflectPad } from './segReflectPad.js';
import { SegResize } from './segResize.js';
import { SegScaledAttention } from './segScaledAttention.js';
import { SegSpatialDropout } from './segSpatialDropout.js';
import { SegStochasticDepth } from './segStochasticDepth.js';
import { SegUpsampling } from './segUpsampling.js';

/**
 * Makes segkit's layers known to TensorFlow.js, so that `tf.loadLayersModel` can read models that have them.
 *
 * `loadModel` and the model builders do this themselves, and so does importing `segkit` in Node; only a page whose
 * bundler drops what is not used needs the call. Doing it twice is harmless.
 *
 * @example
 * ```ts
 * import { registerLayers } from 'segkit';
 *
 * registerLayers();
 * ```
 */
export function registerLayers(): void {
  tf.serialization.registerClass(SegActivation);
  tf.serialization.registerClass(SegAdaptivePooling);
  tf.serialization.registerClass(SegBatchNorm);
  tf.serialization.registerClass(SegChannelSlice);
  tf.serialization.registerClass(SegConvolution);
  tf.serialization.registerClass(SegConvolutionTransposed);
  tf.serialization.registerClass(SegCropLike);
  tf.serialization.registerClass(SegDropout);
  tf.serialization.registerClass(SegGroupNorm);
  tf.serialization.registerClass(SegInputGuard);
  tf.serialization.registerClass(SegInstanceNorm);
  tf.serialization.registerClass(SegLayerNorm);
  tf.serialization.registerClass(SegPadToMultiple);
  tf.serialization.registerClass(SegPatchTokens);
  tf.serialization.registerClass(SegPixelShuffle);
  tf.serialization.registerClass(SegPooling);
  tf.serialization.registerClass(SegPositionAttention);
  tf.serialization.registerClass(SegReflectPad);
  tf.serialization.registerClass(SegResize);
  tf.serialization.registerClass(SegScaledAttention);
  tf.serialization.registerClass(SegPresenceGate);
  tf.serialization.registerClass(SegSpatialDropout);
  tf.serialization.registerClass(SegStochasticDepth);
  tf.serialization.registerClass(SegUpsampling);
}

registerLayers();
