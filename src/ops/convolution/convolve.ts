import * as tf from '@tensorflow/tfjs-core';
import { type ConvolutionGeometry, type ConvolveOptions, convolutionGeometry } from './convolutionGeometry.js';
import { composeConvolution } from './convolveComposed.js';
import { convolveByKernels, hasConvolutionKernels } from './convolveKernels.js';
import { usefulTaps } from './usefulTaps.js';

export type { ConvolveOptions } from './convolutionGeometry.js';
export type { Padding } from './padding.js';

/**
 * A convolution with any strides, padding, dilation and groups, and the right gradient for each of them. (tfjs has no
 * gradient of dilated ones, no groups, and on its Node backend no padding by numbers.)
 *
 * `x` is `[N,H,W,C]`, the kernel `[kh,kw,C/groups,out]`; the outputs of a group lie side by side. The result has
 * `floor((H + top + bottom − dilation·(kh − 1) − 1) / stride) + 1` rows, and columns likewise.
 *
 * Backends may bring the kernels `SegConvolve`, `SegConvolveBackpropInput` and `SegConvolveBackpropFilter`; elsewhere it is
 * made of tfjs ops.
 *
 * @throws ShapeError if the kernel does not fit the input, OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { convolve } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.ones([1, 8, 8, 4]) as tf.Tensor4D;
 * const y = convolve(x, tf.ones([3, 3, 2, 6]), { groups: 2, dilation: 2, padding: 2 });
 * console.log(y.shape); // [1, 8, 8, 6]
 * ```
 */
export function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, options: ConvolveOptions = {}): tf.Tensor4D {
  const whole = convolutionGeometry('convolve', x.shape, kernel.shape, options);
  return tf.tidy(() => {
    const useful = usefulTaps(x.shape, kernel, whole);
    return runConvolution(x, useful.kernel, useful.geometry);
  });
}

function runConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: ConvolutionGeometry): tf.Tensor4D {
  const { dilation, groups } = geometry;
  const isDilated = Math.max(...dilation) > 1;
  const isGrouped = groups > 1 && kernel.shape[2] > 1;
  if ((isDilated || isGrouped) && hasConvolutionKernels()) return convolveByKernels(x, kernel, geometry);
  return composeConvolution(x, kernel, geometry);
}
