import type * as tf from '@tensorflow/tfjs-core';
import { type NearestOptions, nearestTable } from '../nearestTable.js';
import type { Native, Pointer } from './native.js';

/** Resizes `[N,H,W,C]` to `size` by nearest neighbours. */
export function simdResizeNearest(
  native: Native,
  x: tf.TensorInfo,
  size: readonly [number, number],
  options: NearestOptions,
): tf.TensorInfo {
  const [batch, , , channels] = x.shape;
  const y = native.output([batch, ...size, channels]);
  const [rows, columns] = writeTables(native, x.shape, size, options);
  const [, height, width] = x.shape;
  native.takePixels(
    native.pointer(x),
    batch,
    height,
    width,
    channels,
    size[0],
    size[1],
    rows,
    columns,
    native.pointer(y),
  );
  return y;
}

/** The gradient: the gradients of all output pixels that show an input pixel, summed. */
export function simdResizeNearestGrad(
  native: Native,
  dy: tf.TensorInfo,
  inputShape: readonly number[],
  options: NearestOptions,
): tf.TensorInfo {
  const [batch, height, width, channels] = inputShape;
  const [, outHeight, outWidth] = dy.shape;
  const dx = native.output(inputShape);
  const [rows, columns] = writeTables(native, inputShape, [outHeight, outWidth], options);
  native.addPixels(
    native.pointer(dy),
    batch,
    height,
    width,
    channels,
    outHeight,
    outWidth,
    rows,
    columns,
    native.pointer(dx),
  );
  return dx;
}

/** Writes down which row and which column of the input each of the output shows. */
function writeTables(
  native: Native,
  [, height, width]: readonly number[],
  [outHeight, outWidth]: readonly [number, number],
  options: NearestOptions,
): [rows: Pointer, columns: Pointer] {
  const rows = native.scratch(4 * (outHeight + outWidth));
  const columns = rows + 4 * outHeight;
  native.write(rows, nearestTable(height, outHeight, options));
  native.write(columns, nearestTable(width, outWidth, options));
  return [rows, columns];
}
