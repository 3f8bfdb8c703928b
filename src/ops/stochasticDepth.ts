import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOptionNames } from '../core/options.js';

/** Options of {@link stochasticDepth}. */
export interface StochasticDepthOptions {
  /** The probability with which a picture is dropped, from 0 to less than 1. */
  readonly rate: number;
  /** Gives a number from `[0, 1)` for each picture, by its place in the batch; `Math.random` by default. */
  readonly uniform?: (picture: number) => number;
}

/**
 * Sets whole pictures of a batch to 0 and enlarges the others by `1 / (1 − rate)`: on the branch of a residual block, it
 * leaves the branch out.
 *
 * `x` is `[N,…]`.
 *
 * @throws OptionError for a rate outside [0, 1).
 * @see Huang et al., Deep Networks with Stochastic Depth, 2016
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { stochasticDepth } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const y = stochasticDepth(tf.ones([2, 1, 1, 1]), { rate: 0.5, uniform: (picture) => picture / 2 });
 * console.log(y.dataSync()); // 0, 2
 * ```
 */
export function stochasticDepth<T extends tf.Tensor>(x: T, options: StochasticDepthOptions): T {
  checkOptionNames('stochasticDepth', options, ['rate', 'uniform']);
  const { rate, uniform = () => Math.random() } = options;
  checkNumber('stochasticDepth', 'rate', rate, { min: 0, max: 1 - Number.EPSILON });
  const count = x.shape[0];
  const factors = Float32Array.from({ length: count }, (_, n) => (uniform(n) < rate ? 0 : 1 / (1 - rate)));
  return tf.tidy(() => tf.mul(x, tf.tensor(factors, [count, ...x.shape.slice(1).map(() => 1)])));
}
