import * as tf from '@tensorflow/tfjs-core';
import { SegActivation } from './classes/segActivation.js';
import { SegAdaptivePooling } from './classes/segAdaptivePooling.js';
import { SegBatchNorm } from './classes/segBatchNorm.js';
import { SegChannelSlice } from './classes/segChannelSlice.js';
import { SegConvolution } from './classes/segConvolution.js';
import { SegConvolutionTransposed } from './classes/segConvolutionTransposed.js';
import { SegCropLike } from './classes/segCropLike.js';
import { SegDropout } from './classes/segDropout.js';
import { SegGroupNorm } from './classes/segGroupNorm.js';
import { SegInputGuard } from './classes/segInputGuard.js';
import { SegInstanceNorm } from './classes/segInstanceNorm.js';
import { SegLayerNorm } from './classes/segLayerNorm.js';
import { SegPadToMultiple } from './classes/segPadToMultiple.js';
import { SegPatchTokens } from './classes/segPatchTokens.js';
import { SegPixelShuffle } from './classes/segPixelShuffle.js';
import { SegPooling } from './classes/segPooling.js';
import { SegPositionAttention } from './classes/segPositionAttention.js';
import { SegPresenceGate } from './classes/segPresenceGate.js';
import { SegReflectPad } from './classes/segReflectPad.js';
import { SegResize } from './classes/segResize.js';
import { SegScaledAttention } from './classes/segScaledAttention.js';
import { SegSpatialDropout } from './classes/segSpatialDropout.js';
import { SegStochasticDepth } from './classes/segStochasticDepth.js';
import { SegUpsampling } from './classes/segUpsampling.js';

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
