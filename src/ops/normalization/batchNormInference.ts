import * as tf from '@tensorflow/tfjs-core';
import { meanOfChannels } from './channelMeans.js';

/** Options of {@link batchNormInference}. */
export interface BatchNormInferenceOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Batch normalization with fixed statistics, as in prediction and in frozen layers.
 *
 * `y = (x − mean) / √(variance + epsilon) · gamma + beta`. Gradients flow to `x`, `gamma` and `beta`, none to the
 * statistics: tfjs's own gradient computes those too, and takes many times as long.
 *
 * `x` is `[N,H,W,C]`, all others are `[C]`.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { batchNormInference } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([6], [1, 1, 1, 1]);
 * const y = batchNormInference(x, tf.tensor1d([2]), tf.tensor1d([4]), tf.ones([1]), tf.zeros([1]), { epsilon: 0 });
 * console.log(y.dataSync()[0]); // 2
 * ```
 */
export function batchNormInference(
  x: tf.Tensor4D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { epsilon = 1e-5 }: BatchNormInferenceOptions = {},
): tf.Tensor4D {
  const normalize = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    save([input, scale]);
    return {
      value: tf.batchNorm(input, mean, variance, shift, scale, epsilon),
      gradFunc: (dy: tf.Tensor, [savedInput, savedScale]: tf.Tensor[]) =>
        tf.tidy(() => {
          const count = savedInput.size / savedScale.size;
          const inverse = tf.rsqrt(tf.add(variance, epsilon));
          return [
            tf.mul(dy, tf.mul(savedScale, inverse)),
            tf.mul(meanOfChannels(tf.mul(dy, tf.sub(savedInput, mean))), tf.mul(inverse, count)),
            tf.mul(meanOfChannels(dy), count),
          ];
        }),
    };
  });
  return normalize(x, gamma, beta) as tf.Tensor4D;
}
