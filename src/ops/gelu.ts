import * as tf from '@tensorflow/tfjs-core';
import { type PortableKernel, runKernel } from './portableKernel.js';

/**
 * The Gaussian error linear unit, exactly: `x · Φ(x)`, where Φ is the distribution function of the normal distribution. The
 * gradient keeps `x` alone. Backends may bring the kernels `SegGelu` and `SegGeluGrad`; elsewhere they are made of tfjs ops.
 *
 * @see Hendrycks and Gimpel, Gaussian Error Linear Units, 2016
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { gelu } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(gelu(tf.tensor1d([-1, 0, 1])).dataSync()); // −0.1587, 0, 0.8413
 * ```
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    return {
      value: runKernel('SegGelu', portableGelu, { x: input }, {})[0],
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        runKernel('SegGeluGrad', portableGeluGrad, { dy, x: saved }, {})[0],
    };
  });
  return op(x) as T;
}

/** `x · Φ(x)` */
export const portableGelu: PortableKernel = ({ x }) => [tf.mul(x, normalDistribution(x))];

/** `dy · (Φ(x) + x · φ(x))` */
export const portableGeluGrad: PortableKernel = ({ dy, x }) => {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return [tf.mul(dy, tf.add(normalDistribution(x), tf.mul(x, density)))];
};

/** Φ */
const normalDistribution = (x: tf.Tensor): tf.Tensor => tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
