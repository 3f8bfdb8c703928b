import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import { spreadOutput } from './spreadOutput.js';

/** The gradient of a convolution's input, as a convolution of the spread `dy` with the flipped, transposed filter. */
export function composedConv2DBackpropInput(dy: tf.Tensor4D, filter: tf.Tensor4D, geometry: ConvGeometry): tf.Tensor4D {
  if (dy.size === 0 || filter.size === 0) return tf.zeros(geometry.inShape);
  return tf.tidy(() => {
    const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D; // [FH,FW,K,C]
    return tf.conv2d(spreadOutput(dy, geometry), flipped, 1, 'valid');
  });
}
