import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';

/**
 * Lays the gradient of a convolution's output out for the way back: `stride − 1` zeros between rows and columns, and
 * such a margin that an unpadded convolution with the flipped filter gives just the height and width of the input.
 */
export function spreadOutput(dy: tf.Tensor4D, geometry: ConvGeometry): tf.Tensor4D {
  const { strideHeight, strideWidth, padInfo, inHeight, inWidth } = geometry;
  const { effectiveFilterHeight: filterHeight, effectiveFilterWidth: filterWidth } = geometry;
  const spread = insertZeros(dy, strideHeight, strideWidth);
  const [, height, width] = spread.shape;
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  const bottom = inHeight + filterHeight - 1 - top - height;
  const right = inWidth + filterWidth - 1 - left - width;
  const margin = (size: number): number => Math.max(0, size);
  const padded = tf.pad(spread, [
    [0, 0],
    [margin(top), margin(bottom)],
    [margin(left), margin(right)],
    [0, 0],
  ]);
  // A padding wider than the filter leaves outputs that saw nothing but zeros: their gradient goes nowhere.
  return tf.slice(
    padded,
    [0, margin(-top), margin(-left), 0],
    [dy.shape[0], inHeight + filterHeight - 1, inWidth + filterWidth - 1, dy.shape[3]],
  );
}

/** Puts `stride − 1` zeros between neighbours, by padding an axis of length 1 beside each. */
function insertZeros(x: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (strideHeight === 1 && strideWidth === 1) return x;
  const rows = tf.pad(tf.reshape(x, [batch * height, 1, width, channels]), [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, 0],
  ]);
  const columns = tf.pad(tf.reshape(rows, [batch * height * strideHeight, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  return tf.slice(
    tf.reshape<tf.Rank.R4>(columns, [batch, height * strideHeight, width * strideWidth, channels]),
    [0, 0, 0, 0],
    [batch, (height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1, channels],
  );
}
