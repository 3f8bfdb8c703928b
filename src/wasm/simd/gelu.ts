import type * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';

/** `x · Φ(x)` */
export function simdGelu(native: Native, x: tf.Tensor): tf.TensorInfo {
  const y = native.output(x.shape);
  if (x.size > 0) native.gelu(native.pointer(x), x.size, native.pointer(y));
  return y;
}

/** `dy · (Φ(x) + x · φ(x))` */
export function simdGeluGrad(native: Native, dy: tf.Tensor, x: tf.Tensor): tf.TensorInfo {
  const dx = native.output(x.shape);
  if (x.size > 0) native.geluBackprop(native.pointer(dy), native.pointer(x), x.size, native.pointer(dx));
  return dx;
}
