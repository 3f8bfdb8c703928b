import * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '../ops/convolution/convolutionGeometry.js';
import type {
  SegConvolveAttributes,
  SegConvolveBackpropFilterAttributes,
  SegConvolveBackpropInputAttributes,
} from '../ops/convolution/convolveKernels.js';
import {
  composedSegConvolve,
  composedSegConvolveBackpropFilter,
  composedSegConvolveBackpropInput,
} from './composed/segConvolve.js';
import type { ConvGeometry } from './convGeometry.js';
import { replaceKernel } from './replaceKernel.js';
import { nativeFor } from './simd/nativeFor.js';
import { simdSegConvolve, simdSegConvolveBackpropFilter, simdSegConvolveBackpropInput } from './simd/segConvolve.js';

type Shape4D = readonly [number, number, number, number];

/** Registers convolutions with dilation and groups, which tfjs has no gradients of. */
export function registerSegConvolve(): void {
  replaceKernel<{ readonly x: tf.Tensor4D; readonly kernel: tf.Tensor4D }, SegConvolveAttributes>(
    'SegConvolve',
    ({ inputs: { x, kernel }, attributes, backend }) => {
      const native = nativeFor(backend);
      if (!native) return composedSegConvolve(x, kernel, attributes);
      return simdSegConvolve(native, x, kernel, geometryOf(x.shape, kernel.shape, attributes), attributes.groups);
    },
  );
  replaceKernel<{ readonly dy: tf.Tensor4D; readonly kernel: tf.Tensor4D }, SegConvolveBackpropInputAttributes>(
    'SegConvolveBackpropInput',
    ({ inputs: { dy, kernel }, attributes, backend }) => {
      const native = nativeFor(backend);
      const geometry = geometryOf(attributes.inputShape, kernel.shape, attributes);
      return native
        ? simdSegConvolveBackpropInput(native, dy, kernel, geometry, attributes.groups)
        : composedSegConvolveBackpropInput(dy, kernel, geometry, attributes.groups);
    },
  );
  replaceKernel<{ readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D }, SegConvolveBackpropFilterAttributes>(
    'SegConvolveBackpropFilter',
    ({ inputs: { x, dy }, attributes, backend }) => {
      const native = nativeFor(backend);
      const geometry = geometryOf(x.shape, attributes.kernelShape, attributes);
      return native
        ? simdSegConvolveBackpropFilter(native, x, dy, geometry, attributes.groups)
        : composedSegConvolveBackpropFilter(x, dy, geometry, attributes.groups);
    },
  );
}

/** The geometry as if all input channels were seen by each filter: the groups are counted apart. */
function geometryOf(x: Shape4D, kernel: Shape4D, attributes: ConvolutionGeometry): ConvGeometry {
  const [rows, columns] = attributes.padding;
  return tf.backend_util.computeConv2DInfo(
    [...x],
    [kernel[0], kernel[1], x[3], kernel[3]],
    [...attributes.strides],
    [...attributes.dilation],
    [[0, 0], [...rows], [...columns], [0, 0]],
    'floor',
    false,
    'channelsLast',
  );
}
