import * as tf from '@tensorflow/tfjs-core';
import { type PortableKernel, runKernel } from './portableKernel.js';

/** The sum of the squares of all values of all tensors, whatever they are called. Backends may bring the kernel `SegSumOfSquares`. */
export function sumOfSquares(tensors: Readonly<Record<string, tf.Tensor>>): tf.Scalar {
  if (Object.keys(tensors).length === 0) return tf.scalar(0);
  return runKernel('SegSumOfSquares', portableSumOfSquares, tensors, {})[0] as tf.Scalar;
}

/** The kernel `SegSumOfSquares` of tfjs ops. */
export const portableSumOfSquares: PortableKernel = (tensors) => [
  tf.addN(Object.values(tensors).map((tensor) => tf.sum(tf.square(tensor)))),
];
