import type * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import { reversed, simdConv2D, simdConv2DBackpropFilter, simdConv2DBackpropInput } from './convolution.js';
import { simdDepthwiseBackpropFilter, simdDepthwiseBackpropInput } from './depthwise.js';
import { backpropFilterByGroup, backpropInputByGroup, convolveByGroup, isFasterByGroup } from './groupByGroup.js';
import type { Native } from './native.js';
import { pictureAt, sumOverPictures } from './sumOverPictures.js';

/** Which of the kernels here does a convolution. */
type Way = 'plain' | 'depthwise' | 'grouped' | 'byGroup';

/** Dilated ones of one group too are the work of the grouped kernels, which pass over taps beyond the picture. */
function wayOf(native: Native, geometry: ConvGeometry, groups: number): Way {
  const { inChannels, outChannels, dilationHeight, dilationWidth } = geometry;
  if (groups === 1 && dilationHeight === 1 && dilationWidth === 1) return 'plain';
  if (inChannels === groups && outChannels === groups) return 'depthwise';
  return isFasterByGroup(native, geometry, groups) ? 'byGroup' : 'grouped';
}

/** A convolution with any strides, dilation, padding and groups. */
export function simdSegConvolve(
  native: Native,
  x: tf.TensorInfo,
  kernel: tf.TensorInfo,
  geometry: ConvGeometry,
  groups: number,
): tf.TensorInfo {
  const way = wayOf(native, geometry, groups);
  if (way === 'plain') return simdConv2D(native, x, kernel, geometry);
  if (way === 'byGroup') return convolveByGroup(native, x, kernel, geometry, groups);
  const y = native.output(geometry.outShape);
  if (y.shape.includes(0)) return y;
  const at = native.geometry(geometry);
  if (way === 'depthwise') {
    native.depthwiseForward(at, native.pointer(x), native.pointer(kernel), native.pointer(y));
  } else {
    const scratch = native.scratch(native.groupedScratch(at, groups));
    native.groupedForward(at, groups, native.pointer(x), native.pointer(kernel), 0, native.pointer(y), scratch);
  }
  return y;
}

/** The gradient of its input. */
export function simdSegConvolveBackpropInput(
  native: Native,
  dy: tf.TensorInfo,
  kernel: tf.TensorInfo,
  geometry: ConvGeometry,
  groups: number,
): tf.TensorInfo {
  const way = wayOf(native, geometry, groups);
  if (way === 'plain') return simdConv2DBackpropInput(native, dy, kernel, geometry);
  if (way === 'byGroup') return backpropInputByGroup(native, dy, kernel, geometry, groups);
  if (way === 'depthwise') return simdDepthwiseBackpropInput(native, dy, kernel, geometry);
  const dx = native.output(geometry.inShape);
  if (dx.shape.includes(0)) return dx;
  const isStrided = geometry.strideHeight * geometry.strideWidth > 1;
  const at = native.geometry(isStrided ? geometry : reversed(geometry));
  const scratch = native.scratch(native.groupedScratch(at, groups));
  const pointers = [dy, kernel, dx].map(native.pointer);
  // With stride 1 it is a convolution of dy; else each output gives to its inputs, one tap after the other.
  if (isStrided) native.groupedBackpropInput(at, groups, pointers[0], pointers[1], pointers[2], scratch);
  else native.groupedForward(at, groups, pointers[0], pointers[1], 1, pointers[2], scratch);
  return dx;
}

/** The gradient of its kernel. */
export function simdSegConvolveBackpropFilter(
  native: Native,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  geometry: ConvGeometry,
  groups: number,
): tf.TensorInfo {
  const way = wayOf(native, geometry, groups);
  if (way === 'plain') return simdConv2DBackpropFilter(native, x, dy, geometry);
  if (way === 'byGroup') return backpropFilterByGroup(native, x, dy, geometry, groups);
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
  const filterShape: [number, number, number, number] = [filterHeight, filterWidth, inChannels / groups, outChannels];
  if (way === 'depthwise') return simdDepthwiseBackpropFilter(native, x, dy, { ...geometry, filterShape });
  return sumOverPictures(native, geometry.batchSize, filterShape, (first, count, gradient) => {
    const at = native.geometry({ ...geometry, batchSize: count });
    const scratch = native.scratch(native.groupedScratch(at, groups));
    native.groupedBackpropFilter(
      at,
      groups,
      pictureAt(native, x, first),
      pictureAt(native, dy, first),
      gradient,
      scratch,
    );
  });
}
