import type * as tf from '@tensorflow/tfjs-core';
import { pictureLeaf } from '../../core/pictureTree.js';
import type { ConvGeometry } from '../convGeometry.js';
import type { ConvolutionFunctions, Native, Pointer } from './native.js';
import { pictureAt, sumOverPictures } from './sumOverPictures.js';

/** What is done to a convolution's result in passing: a bias is added, and it is clamped to `[low, high]`. */
export interface Epilogue {
  readonly bias?: tf.TensorInfo;
  readonly low?: number;
  readonly high?: number;
}

/** A convolution with any strides, dilations and padding. */
export function simdConv2D(
  native: Native,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: ConvGeometry,
  { bias, low = -Infinity, high = Infinity }: Epilogue = {},
): tf.TensorInfo {
  const y = native.output(geometry.outShape);
  if (isEmpty(y)) return y;
  const at = native.geometry(geometry);
  const way = fastestWay(native, geometry);
  const scratch = native.scratch(way.scratch(at));
  const biasAt = bias ? native.pointer(bias) : 0;
  way.forward(at, native.pointer(x), native.pointer(filter), biasAt, low, high, native.pointer(y), scratch);
  return y;
}

/** The gradient of a convolution's filter. */
export function simdConv2DBackpropFilter(
  native: Native,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  const { batchSize, filterShape } = geometry;
  if (filterShape.includes(0)) return native.output(filterShape);
  return sumOverPictures(native, batchSize, filterShape, (first, count, gradient) => {
    const part = { ...geometry, batchSize: count };
    const at = native.geometry(part);
    const way = fastestWay(native, part);
    const scratch = native.scratch(way.scratch(at));
    way.backpropFilter(at, pictureAt(native, x, first), pictureAt(native, dy, first), gradient, scratch);
  });
}

/** The gradient of a convolution's input. */
export function simdConv2DBackpropInput(
  native: Native,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  const gradient = native.output(geometry.inShape);
  if (isEmpty(gradient)) return gradient;
  const backwards = reversed(geometry);
  const way = winograd(native, backwards);
  if (!way) {
    const at = native.geometry(geometry);
    const scratch = native.scratch(native.columnsScratch(at));
    native.columnsBackpropInput(at, native.pointer(dy), native.pointer(filter), native.pointer(gradient), scratch);
    return gradient;
  }
  const at = native.geometry(backwards);
  const taps = geometry.filterHeight * geometry.filterWidth;
  const flippedBytes = taps * geometry.inChannels * geometry.outChannels * 4;
  const flipped = native.scratch(flippedBytes + way.scratch(at) + 16);
  const scratch = alignUp(flipped + flippedBytes);
  native.flipFilter(native.pointer(filter), flipped, taps, geometry.inChannels, geometry.outChannels);
  way.forward(at, native.pointer(dy), flipped, 0, -Infinity, Infinity, native.pointer(gradient), scratch);
  return gradient;
}

/** The convolution that leads from the gradient of the output of one of stride 1 back to that of its input. */
export function reversed(geometry: ConvGeometry): ConvGeometry {
  const { padInfo, effectiveFilterHeight, effectiveFilterWidth } = geometry;
  return {
    ...geometry,
    inHeight: geometry.outHeight,
    inWidth: geometry.outWidth,
    inChannels: geometry.outChannels,
    outHeight: geometry.inHeight,
    outWidth: geometry.inWidth,
    outChannels: geometry.inChannels,
    padInfo: {
      ...padInfo,
      top: effectiveFilterHeight - 1 - padInfo.top,
      left: effectiveFilterWidth - 1 - padInfo.left,
    },
  };
}

function fastestWay(native: Native, geometry: ConvGeometry): ConvolutionFunctions {
  return (
    winograd(native, geometry) ?? {
      scratch: native.columnsScratch,
      forward: native.columnsForward,
      backpropFilter: native.columnsBackpropFilter,
    }
  );
}

/**
 * Winograd's algorithm loses about a decimal digit in its transforms. With few channels there is little to gain by it, and
 * little to average its errors out.
 */
const leastWinogradChannels = 8;

/** Winograd's algorithm where it applies (stride 1, up to 3×3) and, by a count of operations, is the faster one. */
export function winograd(native: Native, geometry: ConvGeometry): ConvolutionFunctions | undefined {
  const { outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth } = geometry;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const taps = Math.max(2, filterHeight, filterWidth);
  if (strideHeight * strideWidth * dilationHeight * dilationWidth > 1 || taps > 3) return undefined;
  if (Math.min(inChannels, outChannels) < leastWinogradChannels) return undefined;
  // The same for all shares of a batch, whose results would differ by rounding otherwise.
  const batchSize = pictureLeaf(geometry.batchSize);
  // Products, and what it costs besides, in products: transforms and copies for each channel.
  const products = inChannels * outChannels;
  const tiles = batchSize * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const places = (taps + 3) ** 2;
  const transformed = tiles * places * (products + 6 * (inChannels + outChannels)) + 40 * products;
  const plain = batchSize * outHeight * outWidth * filterHeight * filterWidth * (products + 4 * inChannels);
  if (plain <= transformed) return undefined;
  return taps === 2
    ? {
        scratch: native.winograd2Scratch,
        forward: native.winograd2Forward,
        backpropFilter: native.winograd2BackpropFilter,
      }
    : {
        scratch: native.winograd3Scratch,
        forward: native.winograd3Forward,
        backpropFilter: native.winograd3BackpropFilter,
      };
}

function alignUp(pointer: Pointer): Pointer {
  return Math.ceil(pointer / 16) * 16;
}

function isEmpty(tensor: tf.TensorInfo): boolean {
  return tensor.shape.includes(0);
}
