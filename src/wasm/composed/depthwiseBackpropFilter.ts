import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import { padInput } from './padInput.js';

/** The gradient of a depthwise convolution's filter: for each tap, the products of `dy` and the pixels under that tap, summed. */
export function composedDepthwiseBackpropFilter(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: ConvGeometry): tf.Tensor4D {
  if (x.size === 0 || dy.size === 0) return tf.zeros(geometry.filterShape);
  const { batchSize, outHeight, outWidth, inChannels, strideHeight, strideWidth } = geometry;
  const pixels = batchSize * outHeight * outWidth;
  return tf.tidy(() => {
    const padded = padInput(x, geometry);
    const gradient = tf.reshape(dy, [pixels, inChannels, -1]); // [P,C,M]
    const taps: tf.Tensor[] = [];
    for (let row = 0; row < geometry.filterHeight; row++) {
      for (let column = 0; column < geometry.filterWidth; column++) {
        const under = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [batchSize, row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1, inChannels],
          [1, strideHeight, strideWidth, 1],
        );
        taps.push(tf.sum(tf.mul(tf.reshape(under, [pixels, inChannels, 1]), gradient), 0)); // [C,M]
      }
    }
    return tf.reshape(tf.stack(taps), geometry.filterShape);
  });
}
