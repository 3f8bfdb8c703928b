import type * as tf from '@tensorflow/tfjs-core';
import { composedConv2DBackpropFilter } from './composed/conv2dBackpropFilter.js';
import { composedConv2DBackpropInput } from './composed/conv2dBackpropInput.js';
import { composedDepthwiseBackpropFilter } from './composed/depthwiseBackpropFilter.js';
import { composedDepthwiseBackpropInput } from './composed/depthwiseBackpropInput.js';
import { unsortedSegmentSum } from './composed/unsortedSegmentSum.js';
import { convGeometry } from './convGeometry.js';
import { replaceKernel } from './replaceKernel.js';

type FilterInputs = { readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D };
type InputInputs = { readonly dy: tf.Tensor4D; readonly filter: tf.Tensor4D };

/** Registers the kernels that the wasm backend lacks for training, and ours in the place of its slow ones. */
export function registerKernels(): void {
  replaceKernel<FilterInputs, tf.Conv2DBackpropFilterAttrs>('Conv2DBackpropFilter', ({ x, dy }, attributes) => {
    const geometry = convGeometry('Conv2DBackpropFilter', x.shape, attributes.filterShape, attributes, false);
    return composedConv2DBackpropFilter(x, dy, geometry);
  });
  replaceKernel<InputInputs, tf.Conv2DBackpropInputAttrs>('Conv2DBackpropInput', ({ dy, filter }, attributes) => {
    const geometry = convGeometry('Conv2DBackpropInput', attributes.inputShape, filter.shape, attributes, false);
    return composedConv2DBackpropInput(dy, filter, geometry);
  });
  replaceKernel<FilterInputs, tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
    'DepthwiseConv2dNativeBackpropFilter',
    ({ x, dy }, attributes) => {
      const geometry = convGeometry('depthwise backprop', x.shape, attributes.filterShape, attributes, true);
      return composedDepthwiseBackpropFilter(x, dy, geometry);
    },
  );
  replaceKernel<InputInputs, tf.DepthwiseConv2dNativeBackpropInputAttrs>(
    'DepthwiseConv2dNativeBackpropInput',
    ({ dy, filter }, attributes) => {
      const geometry = convGeometry('depthwise backprop', attributes.inputShape, filter.shape, attributes, true);
      return composedDepthwiseBackpropInput(dy, filter, geometry);
    },
  );
  replaceKernel<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs>(
    'UnsortedSegmentSum',
    ({ x, segmentIds }, { numSegments }, backend) => unsortedSegmentSum(backend, x!, segmentIds!, numSegments),
  );
}
