import type * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import { simdConv2D, simdConv2DBackpropFilter, simdConv2DBackpropInput, winograd } from './convolution.js';
import { simdConcat, simdSlice } from './copy.js';
import type { Native } from './native.js';

/** Groups of fewer channels are done faster all together than each by Winograd's algorithm. */
const leastChannels = 24;

/** Whether it is faster to take the groups one by one, for Winograd's algorithm. */
export function isFasterByGroup(native: Native, geometry: ConvGeometry, groups: number): boolean {
  const one = oneGroup(geometry, groups);
  return Math.min(one.inChannels, one.outChannels) >= leastChannels && winograd(native, one) !== undefined;
}

/** The convolution of one group. */
function oneGroup(geometry: ConvGeometry, groups: number): ConvGeometry {
  const [inChannels, outChannels] = [geometry.inChannels / groups, geometry.outChannels / groups];
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth } = geometry;
  return {
    ...geometry,
    inChannels,
    outChannels,
    inShape: [batchSize, inHeight, inWidth, inChannels],
    outShape: [batchSize, outHeight, outWidth, outChannels],
    filterShape: [filterHeight, filterWidth, inChannels, outChannels],
  };
}

type OneGroup = (native: Native, a: tf.TensorInfo, b: tf.TensorInfo, geometry: ConvGeometry) => tf.TensorInfo;

/** The forward convolution or a gradient, of each group on its share of the channels. */
function byGroup(convolve: OneGroup) {
  return (
    native: Native,
    a: tf.TensorInfo,
    b: tf.TensorInfo,
    geometry: ConvGeometry,
    groups: number,
  ): tf.TensorInfo => {
    const one = oneGroup(geometry, groups);
    const parts = Array.from({ length: groups }, (_, group) => {
      const shares = [a, b].map((tensor) => share(native, tensor, group, groups));
      const part = convolve(native, shares[0], shares[1], one);
      shares.forEach(native.release);
      return part;
    });
    const whole = simdConcat(native, parts, 3);
    parts.forEach(native.release);
    return whole;
  };
}

/** A group's channels: of pictures, and of a kernel's outputs. */
function share(native: Native, tensor: tf.TensorInfo, group: number, groups: number): tf.TensorInfo {
  const channels = tensor.shape[3] / groups;
  return simdSlice(native, tensor, [0, 0, 0, group * channels], [...tensor.shape.slice(0, 3), channels]);
}

/** A grouped convolution, group by group. */
export const convolveByGroup = byGroup(simdConv2D);

/** The gradient of its input. */
export const backpropInputByGroup = byGroup(simdConv2DBackpropInput);

/** The gradient of its kernel. */
export const backpropFilterByGroup = byGroup(simdConv2DBackpropFilter);
