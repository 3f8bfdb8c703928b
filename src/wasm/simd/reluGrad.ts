import type * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';

/** `dy` where `x` is above 0, else 0. */
export function simdReluGrad(native: Native, dy: tf.Tensor, x: tf.Tensor): tf.TensorInfo {
  const dx = native.output(x.shape);
  if (x.size > 0) native.reluBackprop(native.pointer(dy), native.pointer(x), x.size, native.pointer(dx));
  return dx;
}
