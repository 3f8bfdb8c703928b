import * as tf from '@tensorflow/tfjs-core';
import { SegBatchNorm } from './segBatchNorm.js';

const layerClasses = [SegBatchNorm];

/**
 * Makes segkit's layers known to TensorFlow.js, so that `tf.loadLayersModel` can read models that have them.
 *
 * Building a model does this, and so does importing `segkit` in Node; a bundler that drops what is not used needs the
 * call. Doing it twice is harmless.
 *
 * @example
 * ```ts
 * import { registerLayers } from 'segkit';
 *
 * registerLayers();
 * ```
 */
export function registerLayers(): void {
  for (const layerClass of layerClasses) tf.serialization.registerClass(layerClass);
}

registerLayers();
