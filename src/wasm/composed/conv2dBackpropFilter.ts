import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import { padInput } from './padInput.js';

/**
 * The gradient of a convolution's filter, as a convolution: the input's channels take the place of the batch, the
 * batch that of the channels, `dy` that of the filter, and the stride that of the dilation.
 */
export function composedConv2DBackpropFilter(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: ConvGeometry): tf.Tensor4D {
  if (x.size === 0 || dy.size === 0) return tf.zeros(geometry.filterShape);
  return tf.tidy(() => {
    const images = tf.transpose(padInput(x, geometry), [3, 1, 2, 0]); // [C,H,W,N]
    const filter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D; // [OH,OW,N,K]
    const dilations: [number, number] = [geometry.strideHeight, geometry.strideWidth];
    const gradient = tf.conv2d(images as tf.Tensor4D, filter, 1, 'valid', 'NHWC', dilations); // [C,FH,FW,K]
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}
