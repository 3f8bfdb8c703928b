import * as tf from '@tensorflow/tfjs-core';
import { SegBatchNorm } from './segBatchNorm.js';
import { SegCropLike } from './segCropLike.js';
import { SegGroupNorm } from './segGroupNorm.js';
import { SegInputGuard } from './segInputGuard.js';
import { SegInstanceNorm } from './segInstanceNorm.js';
import { SegPadToMultiple } from './segPadToMultiple.js';
import { SegSpatialDropout } from './segSpatialDropout.js';
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
  tf.serialization.registerClass(SegBatchNorm);
  tf.serialization.registerClass(SegCropLike);
  tf.serialization.registerClass(SegGroupNorm);
  tf.serialization.registerClass(SegInputGuard);
  tf.serialization.registerClass(SegInstanceNorm);
  tf.serialization.registerClass(SegPadToMultiple);
  tf.serialization.registerClass(SegSpatialDropout);
  tf.serialization.registerClass(SegUpsampling);
}

registerLayers();
