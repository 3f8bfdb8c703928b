import type * as tf from '@tensorflow/tfjs-core';
import { composedConv2D } from './composed/conv2d.js';
import { composedConv2DBackpropFilter } from './composed/conv2dBackpropFilter.js';
import { composedConv2DBackpropInput } from './composed/conv2dBackpropInput.js';
import { type ConvGeometry, convGeometry } from './convGeometry.js';
import { type KernelCall, replaceKernel } from './replaceKernel.js';
import { type Epilogue, simdConv2D, simdConv2DBackpropFilter, simdConv2DBackpropInput } from './simd/convolution.js';
import { nativeFor } from './simd/nativeFor.js';

interface ForwardInputs {
  readonly x: tf.Tensor4D;
  readonly filter: tf.Tensor4D;
  readonly bias?: tf.Tensor;
  readonly preluActivationWeights?: tf.Tensor;
}

type ForwardAttributes = Pick<
  tf.FusedConv2DAttrs,
  'strides' | 'pad' | 'dataFormat' | 'dilations' | 'dimRoundingMode' | 'activation'
>;

/** Registers convolutions and their gradients. */
export function registerConvolution(): void {
  replaceKernel<ForwardInputs, ForwardAttributes>('Conv2D', (call) => forward('Conv2D', call, {}));
  replaceKernel<ForwardInputs, ForwardAttributes>('FusedConv2D', (call) =>
    forward('FusedConv2D', call, epilogueOf(call)),
  );
  replaceKernel<{ readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D }, tf.Conv2DBackpropFilterAttrs>(
    'Conv2DBackpropFilter',
    ({ inputs: { x, dy }, attributes, backend }) => {
      const geometry = convGeometry('Conv2DBackpropFilter', 'backprop', x.shape, attributes.filterShape, attributes);
      const native = nativeFor(backend);
      return native ? simdConv2DBackpropFilter(native, x, dy, geometry) : composedConv2DBackpropFilter(x, dy, geometry);
    },
  );
  replaceKernel<{ readonly dy: tf.Tensor4D; readonly filter: tf.Tensor4D }, tf.Conv2DBackpropInputAttrs>(
    'Conv2DBackpropInput',
    ({ inputs: { dy, filter }, attributes, backend }) => {
      const geometry = convGeometry('Conv2DBackpropInput', 'backprop', attributes.inputShape, filter.shape, attributes);
      const native = nativeFor(backend);
      return native
        ? simdConv2DBackpropInput(native, dy, filter, geometry)
        : composedConv2DBackpropInput(dy, filter, geometry);
    },
  );
}

/** `epilogue` is undefined where it is one that only tfjs knows. */
function forward(
  kernel: string,
  call: KernelCall<ForwardInputs, ForwardAttributes>,
  epilogue: Epilogue | undefined,
): tf.TensorInfo {
  const { inputs, attributes, backend, stockKernel } = call;
  const { x, filter } = inputs;
  const geometry: ConvGeometry = convGeometry(kernel, 'forward', x.shape, filter.shape, attributes);
  const native = nativeFor(backend);
  return native && epilogue
    ? simdConv2D(native, x, filter, geometry, epilogue)
    : composedConv2D(stockKernel, { ...inputs }, { ...attributes } as tf.NamedAttrMap, geometry);
}

/** The bias and activation of FusedConv2D, where our kernel can do them in passing. */
function epilogueOf({
  inputs: { filter, bias },
  attributes: { activation },
}: KernelCall<ForwardInputs, ForwardAttributes>): Epilogue | undefined {
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== filter.shape[3])) return undefined;
  if (activation === 'linear') return { bias };
  if (activation === 'relu') return { bias, low: 0 };
  if (activation === 'relu6') return { bias, low: 0, high: 6 };
  return undefined;
}
