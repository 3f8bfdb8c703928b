import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { sumOfSquares } from '../ops/sumOfSquares.js';

/** Gradients by the name of their weight. */
export type NamedGradients = Readonly<Record<string, tf.Tensor>>;

/** Options of {@link clipByGlobalNorm}. */
export interface ClipByGlobalNormOptions {
  /** The norm, where it is known already. Default: it is computed. */
  readonly norm?: number;
  /** `'exact'` scales to the limit, by `limit / ‖g‖`; `'torch'` by `limit / (‖g‖ + 1e-6)`. Default `'exact'`. */
  readonly form?: 'exact' | 'torch';
}

/**
 * The root of the sum of all squared gradients. One number is read from the backend.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { globalNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(await globalNorm({ kernel: tf.tensor1d([3]), bias: tf.tensor1d([4]) })); // 5
 * ```
 */
export async function globalNorm(gradients: NamedGradients): Promise<number> {
  const squares = sumOfSquares(gradients);
  const [value] = await squares.data();
  squares.dispose();
  return Math.sqrt(value);
}

/**
 * Scales all gradients alike where the norm of them all exceeds the limit: `g · limit / max(‖g‖, limit)`. Their direction
 * stays.
 *
 * What it takes is not disposed; what it returns is the caller's.
 *
 * @throws {@link OptionError} for unknown options and a limit that is not above 0.
 * @see Pascanu et al., "On the difficulty of training recurrent neural networks", ICML 2013.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { clipByGlobalNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const clipped = clipByGlobalNorm({ kernel: tf.tensor1d([3]), bias: tf.tensor1d([4]) }, 2.5);
 * console.log(clipped.kernel.dataSync()[0], clipped.bias.dataSync()[0]); // 1.5 2
 * ```
 */
export function clipByGlobalNorm(
  gradients: NamedGradients,
  limit: number,
  options: ClipByGlobalNormOptions = {},
): Record<string, tf.Tensor> {
  checkOptionNames('clipByGlobalNorm', options, ['norm', 'form']);
  const { norm, form = 'exact' } = options;
  checkLimit('clipByGlobalNorm', limit);
  checkOneOf('clipByGlobalNorm', 'form', form, ['exact', 'torch']);
  const margin = form === 'torch' ? 1e-6 : 0;
  if (norm !== undefined) {
    const factor = Math.min(1, limit / (norm + margin));
    return mapGradients(gradients, (gradient) => (factor < 1 ? tf.mul(gradient, factor) : tf.clone(gradient)));
  }
  return tf.tidy(() => {
    const divisor = tf.maximum(tf.add(tf.sqrt(sumOfSquares(gradients)), margin), limit);
    const factor = tf.div(limit, divisor);
    return mapGradients(gradients, (gradient) => tf.mul(gradient, factor));
  });
}

/**
 * Scales each gradient on its own to a norm of at most the limit: `g · limit / max(‖g‖, limit)`.
 *
 * What it takes is not disposed; what it returns is the caller's.
 *
 * @throws {@link OptionError} for a limit that is not above 0.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { clipByNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const clipped = clipByNorm({ kernel: tf.tensor1d([3]), bias: tf.tensor1d([0.5]) }, 1);
 * console.log(clipped.kernel.dataSync()[0], clipped.bias.dataSync()[0]); // 1 0.5
 * ```
 */
export function clipByNorm(gradients: NamedGradients, limit: number): Record<string, tf.Tensor> {
  checkLimit('clipByNorm', limit);
  return mapGradients(gradients, (gradient) =>
    tf.mul(gradient, tf.div(limit, tf.maximum(tf.sqrt(tf.sum(tf.square(gradient))), limit))),
  );
}

/**
 * Limits each value of each gradient to `[−limit, limit]`.
 *
 * What it takes is not disposed; what it returns is the caller's.
 *
 * @throws {@link OptionError} for a limit that is not above 0.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { clipByValue } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(clipByValue({ kernel: tf.tensor1d([-3, 0.25]) }, 0.5).kernel.dataSync()); // Float32Array [ -0.5, 0.25 ]
 * ```
 */
export function clipByValue(gradients: NamedGradients, limit: number): Record<string, tf.Tensor> {
  checkLimit('clipByValue', limit);
  return mapGradients(gradients, (gradient) => tf.clipByValue(gradient, -limit, limit));
}

function mapGradients(
  gradients: NamedGradients,
  change: (gradient: tf.Tensor) => tf.Tensor,
): Record<string, tf.Tensor> {
  return tf.tidy(() => Object.fromEntries(Object.entries(gradients).map(([name, value]) => [name, change(value)])));
}

function checkLimit(where: string, limit: number): void {
  checkNumber(where, 'limit', limit, { min: Number.MIN_VALUE });
}
