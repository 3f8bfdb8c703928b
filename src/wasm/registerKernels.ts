import type * as tf from '@tensorflow/tfjs-core';
import { composedDepthwiseBackpropFilter } from './composed/depthwiseBackpropFilter.js';
import { composedDepthwiseBackpropInput } from './composed/depthwiseBackpropInput.js';
import { unsortedSegmentSum } from './composed/unsortedSegmentSum.js';
import { convGeometry } from './convGeometry.js';
import { registerConvolution } from './registerConvolution.js';
import { registerMatMul } from './registerMatMul.js';
import { registerPixels } from './registerPixels.js';
import { registerSegConvolve } from './registerSegConvolve.js';
import { registerTraining } from './registerTraining.js';
import { replaceKernel } from './replaceKernel.js';
import { shareValues } from './shareValues.js';
import { canDepthwise, simdDepthwiseBackpropFilter, simdDepthwiseBackpropInput } from './simd/depthwise.js';
import { nativeFor } from './simd/nativeFor.js';

type FilterInputs = { readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D };
type InputInputs = { readonly dy: tf.Tensor4D; readonly filter: tf.Tensor4D };

/** Registers the kernels that the wasm backend lacks for training, and ours in the place of its slow ones. */
export function registerKernels(): void {
  registerConvolution();
  registerSegConvolve();
  registerMatMul();
  registerPixels();
  registerTraining();
  replaceKernel<FilterInputs, tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
    'DepthwiseConv2dNativeBackpropFilter',
    ({ inputs: { x, dy }, attributes, backend }) => {
      const kernel = 'DepthwiseConv2dNativeBackpropFilter';
      const geometry = convGeometry(kernel, 'depthwiseBackprop', x.shape, attributes.filterShape, attributes);
      const native = canDepthwise(geometry) ? nativeFor(backend) : undefined;
      return native
        ? simdDepthwiseBackpropFilter(native, x, dy, geometry)
        : composedDepthwiseBackpropFilter(x, dy, geometry);
    },
  );
  replaceKernel<InputInputs, tf.DepthwiseConv2dNativeBackpropInputAttrs>(
    'DepthwiseConv2dNativeBackpropInput',
    ({ inputs: { dy, filter }, attributes, backend }) => {
      const kernel = 'DepthwiseConv2dNativeBackpropInput';
      const geometry = convGeometry(kernel, 'depthwiseBackprop', attributes.inputShape, filter.shape, attributes);
      const native = canDepthwise(geometry) ? nativeFor(backend) : undefined;
      return native
        ? simdDepthwiseBackpropInput(native, dy, filter, geometry)
        : composedDepthwiseBackpropInput(dy, filter, geometry);
    },
  );
  replaceKernel<{ readonly x: tf.TensorInfo }, object>('Identity', ({ inputs: { x }, backend }) =>
    shareValues(backend, x),
  );
  replaceKernel<{ readonly x: tf.TensorInfo }, tf.CastAttrs>('Cast', ({ inputs: { x }, attributes, backend, stock }) =>
    x.dtype === attributes.dtype ? shareValues(backend, x) : stock(),
  );
  replaceKernel<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs>(
    'UnsortedSegmentSum',
    ({ inputs: { x, segmentIds }, attributes: { numSegments }, backend }) =>
      unsortedSegmentSum(backend, x!, segmentIds!, numSegments),
  );
}
