import * as tf from '@tensorflow/tfjs-core';

/**
 * The sigmoid linear unit, PyTorch's SiLU: `x · σ(x)`. The gradient keeps `x` alone.
 *
 * @see Ramachandran, Zoph and Le, Searching for Activation Functions, 2017
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { swish } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(swish(tf.tensor1d([-1, 0, 1])).dataSync()); // −0.2689, 0, 0.7311
 * ```
 */
export function swish<T extends tf.Tensor>(x: T): T {
  return withSlope(x, (v) => tf.mul(v, tf.sigmoid(v)), swishSlope);
}

/**
 * A swish of straight lines and a parabola: `x · min(max(x + 3, 0), 6) / 6`. The gradient keeps `x` alone.
 *
 * @see Howard et al., Searching for MobileNetV3, 2019
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { hardSwish } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(hardSwish(tf.tensor1d([-3, 0, 3])).dataSync()); // 0, 0, 3
 * ```
 */
export function hardSwish<T extends tf.Tensor>(x: T): T {
  return withSlope(x, (v) => tf.mul(v, hardSigmoidOf(v)), hardSwishSlope);
}

/**
 * A sigmoid of straight lines, as PyTorch has it: `min(max(x + 3, 0), 6) / 6`. (Keras 2's and tfjs's is steeper.)
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { hardSigmoid } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(hardSigmoid(tf.tensor1d([-3, 0, 3])).dataSync()); // 0, 0.5, 1
 * ```
 */
export function hardSigmoid<T extends tf.Tensor>(x: T): T {
  return withSlope(x, hardSigmoidOf, (v) => tf.mul(isBetween(v, -3, 3), 1 / 6));
}

/** An activation with its own slope: what a chain of ops would keep for the gradient is several times as much. */
function withSlope<T extends tf.Tensor>(
  x: T,
  value: (x: tf.Tensor) => tf.Tensor,
  slope: (x: tf.Tensor) => tf.Tensor,
): T {
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    return {
      value: tf.tidy(() => value(input)),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.tidy(() => tf.mul(dy, slope(saved))),
    };
  });
  return op(x) as T;
}

/** `σ(x) · (1 + x · (1 − σ(x)))` */
function swishSlope(x: tf.Tensor): tf.Tensor {
  const sigmoid = tf.sigmoid(x);
  return tf.mul(sigmoid, tf.add(tf.mul(x, tf.sub(1, sigmoid)), 1));
}

const hardSigmoidOf = (x: tf.Tensor): tf.Tensor => tf.mul(tf.clipByValue(tf.add(x, 3), 0, 6), 1 / 6);

/** 0 below −3, 1 above 3, `(2x + 3) / 6` between. */
function hardSwishSlope(x: tf.Tensor): tf.Tensor {
  const inside = tf.mul(isBetween(x, -3, 3), tf.mul(tf.add(tf.mul(x, 2), 3), 1 / 6));
  return tf.add(inside, tf.cast(tf.greaterEqual(x, 3), 'float32'));
}

const isBetween = (x: tf.Tensor, low: number, high: number): tf.Tensor =>
  tf.cast(tf.logicalAnd(tf.greater(x, low), tf.less(x, high)), 'float32');
