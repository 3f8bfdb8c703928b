import type * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import type { Native, Pointer } from './native.js';

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
  const isWinograd = usesWinograd(geometry);
  const scratch = native.scratch(isWinograd ? native.winogradScratch(at) : native.columnsScratch(at));
  const run = isWinograd ? native.winogradForward : native.columnsForward;
  const biasAt = bias ? native.pointer(bias) : 0;
  run(at, native.pointer(x), native.pointer(filter), biasAt, low, high, native.pointer(y), scratch);
  return y;
}

/** The gradient of a convolution's filter. */
export function simdConv2DBackpropFilter(
  native: Native,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  const gradient = native.output(geometry.filterShape);
  if (isEmpty(gradient)) return gradient;
  const at = native.geometry(geometry);
  const isWinograd = usesWinograd(geometry);
  const scratch = native.scratch(isWinograd ? native.winogradScratch(at) : native.columnsScratch(at));
  const run = isWinograd ? native.winogradBackpropFilter : native.columnsBackpropFilter;
  run(at, native.pointer(x), native.pointer(dy), native.pointer(gradient), scratch);
  return gradient;
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
  if (usesWinograd(backwards)) {
    const at = native.geometry(backwards);
    const needed = native.winogradScratch(at);
    const taps = geometry.filterHeight * geometry.filterWidth;
    const flippedBytes = taps * geometry.inChannels * geometry.outChannels * 4;
    const flipped = native.scratch(flippedBytes + needed + 16);
    const scratch = alignUp(flipped + flippedBytes);
    native.flipFilter(native.pointer(filter), flipped, taps, geometry.inChannels, geometry.outChannels);
    native.winogradForward(at, native.pointer(dy), flipped, 0, -Infinity, Infinity, native.pointer(gradient), scratch);
    return gradient;
  }
  const at = native.geometry(geometry);
  const scratch = native.scratch(native.columnsScratch(at));
  native.columnsBackpropInput(at, native.pointer(dy), native.pointer(filter), native.pointer(gradient), scratch);
  return gradient;
}

/** The convolution of stride 1 that leads from the gradient of the output back to that of the input. */
function reversed(geometry: ConvGeometry): ConvGeometry {
  const { padInfo, filterHeight, filterWidth } = geometry;
  return {
    ...geometry,
    inHeight: geometry.outHeight,
    inWidth: geometry.outWidth,
    inChannels: geometry.outChannels,
    outHeight: geometry.inHeight,
    outWidth: geometry.inWidth,
    outChannels: geometry.inChannels,
    padInfo: { ...padInfo, top: filterHeight - 1 - padInfo.top, left: filterWidth - 1 - padInfo.left },
  };
}

/** Whether Winograd's algorithm applies (stride 1, up to 3×3) and, by a count of its operations, is the faster one. */
function usesWinograd(geometry: ConvGeometry): boolean {
  const { batchSize, outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth } = geometry;
  const applies =
    geometry.strideHeight === 1 &&
    geometry.strideWidth === 1 &&
    geometry.dilationHeight === 1 &&
    geometry.dilationWidth === 1 &&
    filterHeight <= 3 &&
    filterWidth <= 3;
  if (!applies) return false;
  // Products, and what it costs besides, in products: transforms and copies for each channel.
  const products = inChannels * outChannels;
  const tiles = batchSize * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const winograd = tiles * 36 * (products + 6 * (inChannels + outChannels)) + 40 * products;
  const columns = batchSize * outHeight * outWidth * filterHeight * filterWidth * (products + 4 * inChannels);
  return winograd < columns;
}

function alignUp(pointer: Pointer): Pointer {
  return Math.ceil(pointer / 16) * 16;
}

function isEmpty(tensor: tf.TensorInfo): boolean {
  return tensor.shape.includes(0);
}
