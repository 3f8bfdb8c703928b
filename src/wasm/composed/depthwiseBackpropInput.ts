import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import { spreadOutput } from './spreadOutput.js';

/**
 * The gradient of a depthwise convolution's input: for each of the M outputs of a channel, the depthwise convolution
 * of the spread `dy` with the flipped filter, summed over M.
 */
export function composedDepthwiseBackpropInput(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  geometry: ConvGeometry,
): tf.Tensor4D {
  if (dy.size === 0 || filter.size === 0) return tf.zeros(geometry.inShape);
  const { batchSize, outHeight, outWidth, inChannels, filterHeight, filterWidth } = geometry;
  const outputs = filter.shape[3];
  return tf.tidy(() => {
    const flipped = tf.reverse(filter, [0, 1]);
    const gradient = tf.reshape(dy, [batchSize * outHeight * outWidth, inChannels, outputs]);
    const parts = Array.from({ length: outputs }, (_, output) => {
      const part = tf.slice(gradient, [0, 0, output], [-1, -1, 1]);
      const spread = spreadOutput(tf.reshape(part, [batchSize, outHeight, outWidth, inChannels]), geometry);
      const taps = tf.slice(flipped, [0, 0, 0, output], [filterHeight, filterWidth, inChannels, 1]);
      return tf.depthwiseConv2d(spread, taps, 1, 'valid');
    });
    return parts.length === 1 ? parts[0] : tf.addN(parts);
  });
}
