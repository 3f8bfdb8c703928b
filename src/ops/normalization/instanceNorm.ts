import type * as tf from '@tensorflow/tfjs-core';
import { groupNorm } from './groupNorm.js';

/** Options of {@link instanceNorm}. */
export interface InstanceNormOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Instance normalization: each channel of each picture has its own mean and variance.
 *
 * `y = (x − mean) / √(variance + epsilon) · gamma + beta`, the same in training and in prediction. `x` is `[N,H,W,C]`,
 * `gamma` and `beta` are `[C]`.
 *
 * @see Ulyanov et al., Instance Normalization, 2016
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { instanceNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([1, 3], [1, 2, 1, 1]);
 * console.log(instanceNorm(x, tf.ones([1]), tf.zeros([1]), { epsilon: 0 }).dataSync()); // −1, 1
 * ```
 */
export function instanceNorm(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { epsilon = 1e-5 }: InstanceNormOptions = {},
): tf.Tensor4D {
  return groupNorm(x, gamma, beta, { groups: x.shape[3], epsilon });
}
