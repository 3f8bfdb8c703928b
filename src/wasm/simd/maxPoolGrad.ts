import type * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import type { Native } from './native.js';

/** The gradient of max pooling: each output's goes to the first of its inputs, by rows, that has the maximum. */
export function simdMaxPoolGrad(
  native: Native,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  const dx = native.output(geometry.inShape);
  if (geometry.inShape.includes(0)) return dx;
  native.maxPoolBackprop(native.geometry(geometry), native.pointer(dy), native.pointer(x), native.pointer(dx));
  return dx;
}
