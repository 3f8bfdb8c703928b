import type * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';

/** The sum of all squares, in float64 until it is complete. */
export function simdSumOfSquares(native: Native, tensors: readonly tf.Tensor[]): tf.TensorInfo {
  const sum = native.output([]);
  const total = tensors.reduce(
    (squares, tensor) => squares + (tensor.size > 0 ? native.sumOfSquares(native.pointer(tensor), tensor.size) : 0),
    0,
  );
  native.writeFloats(native.pointer(sum), [total]);
  return sum;
}
