import * as tf from '@tensorflow/tfjs-core';

const kernelName = 'SegkitStopGradient';

/**
 * The same values, as a constant: no gradient flows back through them. TensorFlow.js has no such op.
 *
 * It runs as a kernel without inputs, so that the tape knows of no way from the tensor to the result.
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
  return withoutGradient(() => tf.clone(x));
}

/**
 * What `make` returns, as a constant. Nothing that it does is recorded or kept for a gradient, so sorting and comparing,
 * which have none, may occur in it.
 */
export function withoutGradient<T extends tf.Tensor>(make: () => T): T {
  const backendName = tf.getBackend();
  if (!tf.getKernel(kernelName, backendName)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ attrs }) => tf.tidy((attrs as unknown as { readonly make: () => tf.Tensor }).make),
    });
  }
  return tf.engine().runKernel(kernelName, {}, { make } as unknown as tf.NamedAttrMap) as T;
}
