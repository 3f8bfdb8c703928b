import * as tf from '@tensorflow/tfjs-core';
import { meanOfChannels } from './channelMeans.js';

/** Options of {@link layerNorm}. */
export interface LayerNormOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Layer normalization over channels: each position has its own mean and variance.
 *
 * `y = (x − mean) / √(variance + epsilon) · gamma + beta`. `x` is `[…,C]`, `gamma` and `beta` are `[C]`.
 *
 * @see Ba, Kiros and Hinton, Layer Normalization, 2016
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { layerNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([1, 3], [1, 1, 1, 2]);
 * console.log(layerNorm(x, tf.ones([2]), tf.zeros([2]), { epsilon: 0 }).dataSync()); // −1, 1
 * ```
 */
export function layerNorm<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { epsilon = 1e-5 }: LayerNormOptions = {},
): T {
  const normalize = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [T, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const rows = tf.reshape(input, [-1, scale.size]) as tf.Tensor2D; // [M,C]
    const centered = tf.sub(rows, meanOfRows(rows)) as tf.Tensor2D;
    const inverse = tf.rsqrt(tf.add(meanOfRows(tf.square(centered)), epsilon)); // [M,1]
    const normalized = tf.mul(centered, inverse) as tf.Tensor2D;
    save([normalized, inverse, scale]);
    return {
      value: tf.reshape(tf.add(tf.mul(normalized, scale), shift), input.shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => layerNormGradient(dy, saved),
    };
  });
  return normalize(x, gamma, beta) as T;
}

/** `dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ` with `g = dy · gamma`, and means over the channels. */
function layerNormGradient(dy: tf.Tensor, saved: readonly tf.Tensor[]): tf.Tensor[] {
  return tf.tidy(() => {
    const [normalized, inverse, gamma] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
    const rows = tf.reshape(dy, [-1, gamma.size]) as tf.Tensor2D;
    const g = tf.mul(rows, gamma) as tf.Tensor2D;
    const slope = meanOfRows(tf.mul(g, normalized) as tf.Tensor2D);
    const dx = tf.mul(inverse, tf.sub(tf.sub(g, meanOfRows(g)), tf.mul(normalized, slope)));
    const count = rows.shape[0];
    const dGamma = tf.mul(meanOfChannels(tf.mul(rows, normalized)), count);
    return [tf.reshape(dx, dy.shape), dGamma, tf.mul(meanOfChannels(rows), count)];
  });
}

/** The mean of each row, `[M,1]`, as a product with a vector: much faster than `tf.mean` on wasm. */
function meanOfRows(rows: tf.Tensor2D): tf.Tensor2D {
  const channels = rows.shape[1];
  return tf.matMul(rows, tf.fill([channels, 1], 1 / channels));
}
