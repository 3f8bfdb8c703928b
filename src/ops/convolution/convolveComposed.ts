import * as tf from '@tensorflow/tfjs-core';
import { type ConvolutionGeometry, effectiveWindow } from './convolutionGeometry.js';
import { everyNth } from './everyNth.js';
import { type AxisPadding, axisPadding } from './padding.js';

type Paddings = readonly [height: AxisPadding, width: AxisPadding];
type ConvolutionOp = (x: tf.Tensor4D, strides: readonly [number, number], padding: Paddings) => tf.Tensor4D;

/** A convolution made of ops of tfjs that have the right gradient. */
export function composeConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: ConvolutionGeometry): tf.Tensor4D {
  const { groups } = geometry;
  const [kernelHeight, kernelWidth, ofGroup, outputs] = kernel.shape;
  const kernelSize: [number, number] = [kernelHeight, kernelWidth];
  if (groups === 1) return spread(x, kernelSize, geometry, plain(kernel));
  if (ofGroup === 1) {
    const filter = tf.reshape(kernel, [...kernelSize, groups, outputs / groups]) as tf.Tensor4D;
    return spread(x, kernelSize, geometry, depthwise(filter));
  }
  const kernels = tf.split(kernel, groups, 3);
  const parts = tf.split(x, groups, 3);
  return tf.concat(
    parts.map((part, group) => spread(part as tf.Tensor4D, kernelSize, geometry, plain(kernels[group] as tf.Tensor4D))),
    3,
  );
}

const plain =
  (kernel: tf.Tensor4D): ConvolutionOp =>
  (x, strides, padding) => {
    const { input, pad } = paddedInput(x, kernel.shape, strides, padding);
    return tf.conv2d(input, kernel, [...strides], pad);
  };

const depthwise =
  (filter: tf.Tensor4D): ConvolutionOp =>
  (x, strides, padding) => {
    const { input, pad } = paddedInput(x, filter.shape, strides, padding);
    return tf.depthwiseConv2d(input, filter, [...strides], pad);
  };

/** A convolution without dilation, by `op`; a dilated one as many that are not, on every second, third … pixel. */
function spread(
  x: tf.Tensor4D,
  kernelSize: readonly [number, number],
  { strides, padding, dilation }: ConvolutionGeometry,
  op: ConvolutionOp,
): tf.Tensor4D {
  if (dilation[0] === 1 && dilation[1] === 1) return op(x, strides, padding);
  const [count, height, width] = x.shape;
  const padded = [height, width].map((size, i) => size + padding[i][0] + padding[i][1]);
  const extra = padded.map((size, i) => (dilation[i] - (size % dilation[i])) % dilation[i]);
  const outputs = padded.map((size, i) => size - effectiveWindow(kernelSize[i], dilation[i]) + 1);
  const blocks = tf.spaceToBatchND(
    x,
    [...dilation],
    padding.map(([before, after], i) => [before, after + extra[i]]),
  );
  const none: Paddings = [
    [0, 0],
    [0, 0],
  ];
  const dense = tf.batchToSpaceND(
    op(blocks, [1, 1], none),
    [...dilation],
    [
      [0, 0],
      [0, 0],
    ],
  );
  const cut = tf.slice(dense, [0, 0, 0, 0], [count, outputs[0], outputs[1], dense.shape[3]]);
  return everyNth(cut, strides);
}

/** The input and the padding that the backend understands: tfjs-node knows none by numbers. */
function paddedInput(
  x: tf.Tensor4D,
  kernel: readonly number[],
  strides: readonly [number, number],
  padding: Paddings,
): { readonly input: tf.Tensor4D; readonly pad: 'same' | 'valid' | tf.backend_util.ExplicitPadding } {
  const isEqual = (name: 'same' | 'valid'): boolean =>
    ([0, 1] as const).every((i) => {
      const wanted = axisPadding(name, i, { size: x.shape[i + 1], window: kernel[i], stride: strides[i] });
      return wanted[0] === padding[i][0] && wanted[1] === padding[i][1];
    });
  if (isEqual('valid')) return { input: x, pad: 'valid' };
  // Not on wasm: where a stride is larger than the window, tfjs computes a padding below 0 there, and writes nothing.
  if (isEqual('same') && tf.getBackend() !== 'wasm') return { input: x, pad: 'same' };
  const pad: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [padding[0][0], padding[0][1]],
    [padding[1][0], padding[1][1]],
    [0, 0],
  ];
  return tf.getBackend() === 'tensorflow' ? { input: tf.pad(x, pad), pad: 'valid' } : { input: x, pad };
}
