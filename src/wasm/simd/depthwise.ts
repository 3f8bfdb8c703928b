import type * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import type { Native } from './native.js';
import { pictureAt, sumOverPictures } from './sumOverPictures.js';

/** Whether the kernels here can do it: one filter for each channel. */
export function canDepthwise(geometry: ConvGeometry): boolean {
  return geometry.outChannels === geometry.inChannels;
}

/** The gradient of a depthwise convolution's filter. */
export function simdDepthwiseBackpropFilter(
  native: Native,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  return sumOverPictures(native, geometry.batchSize, geometry.filterShape, (first, count, gradient) => {
    const at = native.geometry({ ...geometry, batchSize: count });
    native.depthwiseBackpropFilter(at, pictureAt(native, x, first), pictureAt(native, dy, first), gradient);
  });
}

/** The gradient of a depthwise convolution's input. */
export function simdDepthwiseBackpropInput(
  native: Native,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  const gradient = native.output(geometry.inShape);
  const at = native.geometry(geometry);
  native.depthwiseBackpropInput(at, native.pointer(dy), native.pointer(filter), native.pointer(gradient));
  return gradient;
}
