import * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '../../ops/convolution/convolutionGeometry.js';
import { composeConvolution } from '../../ops/convolution/convolveComposed.js';
import { everyNth } from '../../ops/convolution/everyNth.js';
import type { ConvGeometry } from '../convGeometry.js';
import { padInput } from './padInput.js';
import { spreadOutput } from './spreadOutput.js';

/** A convolution with any strides, dilation, padding and groups. */
export function composedSegConvolve(x: tf.Tensor4D, kernel: tf.Tensor4D, attributes: ConvolutionGeometry): tf.Tensor {
  return tf.tidy(() => composeConvolution(x, kernel, attributes));
}

/** The gradient of its input: group by group, a convolution of the spread `dy` with the flipped, transposed kernel. */
export function composedSegConvolveBackpropInput(
  dy: tf.Tensor4D,
  kernel: tf.Tensor4D,
  geometry: ConvGeometry,
  groups: number,
): tf.Tensor {
  const { dilationHeight, dilationWidth } = geometry;
  return tf.tidy(() => {
    const kernels = tf.split(kernel, groups, 3);
    const parts = tf.split(dy, groups, 3).map((part, group) => {
      const flipped = tf.transpose(tf.reverse(kernels[group], [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
      const spread = spreadOutput(part as tf.Tensor4D, geometry);
      return tf.conv2d(spread, flipped, 1, 'valid', 'NHWC', [dilationHeight, dilationWidth]);
    });
    return tf.concat(parts, 3);
  });
}

/**
 * The gradient of its kernel: tap by tap, the products of the pixels under the tap with `dy`, group by group.
 */
export function composedSegConvolveBackpropFilter(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  geometry: ConvGeometry,
  groups: number,
): tf.Tensor {
  const { outHeight, outWidth, filterHeight, filterWidth, dilationHeight, dilationWidth } = geometry;
  const strides = [geometry.strideHeight, geometry.strideWidth] as const;
  if (x.size === 0) return tf.zeros([filterHeight, filterWidth, geometry.inChannels / groups, geometry.outChannels]);
  return tf.tidy(() => {
    const padded = padInput(x, geometry);
    const [count, , , channels] = padded.shape;
    const pixels = count * outHeight * outWidth;
    const seen = [(outHeight - 1) * strides[0] + 1, (outWidth - 1) * strides[1] + 1];
    const gradients = tf.split(tf.reshape(dy, [pixels, geometry.outChannels]), groups, 1);
    const taps = Array.from({ length: filterHeight * filterWidth }, (_, tap) => {
      const row = Math.floor(tap / filterWidth) * dilationHeight;
      const column = (tap % filterWidth) * dilationWidth;
      const under = everyNth(tf.slice(padded, [0, row, column, 0], [count, seen[0], seen[1], channels]), strides);
      const inputs = tf.split(tf.transpose(tf.reshape(under, [pixels, channels])), groups, 0);
      return tf.concat(
        inputs.map((input, group) => tf.matMul(input as tf.Tensor2D, gradients[group] as tf.Tensor2D)),
        1,
      );
    });
    return tf.reshape(tf.stack(taps), [filterHeight, filterWidth, channels / groups, geometry.outChannels]);
  });
}
