import * as tf from '@tensorflow/tfjs-core';

const kernelName = 'SegkitStopGradient';

/**
 * The same values, as a constant: no gradient flows back through them. TensorFlow.js has no such op.
 *
 * The tensor goes in as an attribute and not as an input, so that the tape knows of no way from it to the result.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { stopGradient } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const slope = tf.grad((x) => tf.mul(x, stopGradient(x)))(tf.scalar(3));
 * console.log(slope.dataSync()[0]); // 3, where x² would give 6
 * ```
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const backendName = tf.getBackend();
  if (!tf.getKernel(kernelName, backendName)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ attrs }) => tf.clone((attrs as unknown as { readonly x: tf.Tensor }).x),
    });
  }
  return tf.engine().runKernel(kernelName, {}, { x } as unknown as tf.NamedAttrMap) as T;
}
