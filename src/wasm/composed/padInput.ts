import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';

/** Pads and crops the input to exactly the rows and columns that the filter visits. */
export function padInput(x: tf.Tensor4D, geometry: ConvGeometry): tf.Tensor4D {
  const { padInfo, inHeight, inWidth, inChannels, batchSize } = geometry;
  const height = (geometry.outHeight - 1) * geometry.strideHeight + geometry.effectiveFilterHeight;
  const width = (geometry.outWidth - 1) * geometry.strideWidth + geometry.effectiveFilterWidth;
  const padded = tf.pad(x, [
    [0, 0],
    [padInfo.top, Math.max(0, height - inHeight - padInfo.top)],
    [padInfo.left, Math.max(0, width - inWidth - padInfo.left)],
    [0, 0],
  ]);
  return tf.slice(padded, [0, 0, 0, 0], [batchSize, height, width, inChannels]);
}
