import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';
import type { StockKernel } from '../replaceKernel.js';
import { padInput } from './padInput.js';

/**
 * tfjs's own convolution, kept from writing beyond its result: XNNPACK works out the size of the output by itself, and
 * where tfjs means another one (`dimRoundingMode: 'ceil'`, one number of padding with unequal strides, a stride wider
 * than the filter with 'same') it overwrites other tensors. There the input is padded and cropped beforehand.
 */
export function composedConv2D(
  stock: StockKernel,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
  geometry: ConvGeometry,
): tf.TensorInfo {
  if (geometry.outShape.includes(0)) return tf.zeros(geometry.outShape);
  if (agreesWithXnnpack(geometry)) return stock(inputs, attributes);
  return tf.tidy(() => {
    const x = padInput(inputs.x as tf.Tensor4D, geometry);
    const result = stock({ ...inputs, x }, { ...attributes, pad: 'valid' });
    return tf.engine().makeTensorFromTensorInfo(result);
  });
}

function agreesWithXnnpack(geometry: ConvGeometry): boolean {
  const { padInfo, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = geometry;
  const axes = [
    [inHeight, outHeight, strideHeight, geometry.effectiveFilterHeight, padInfo.top + padInfo.bottom],
    [inWidth, outWidth, strideWidth, geometry.effectiveFilterWidth, padInfo.left + padInfo.right],
  ];
  return axes.every(([input, output, stride, filter, padding]) =>
    padInfo.type === 'SAME'
      ? (output - 1) * stride + filter >= input
      : output === Math.floor((input + padding - filter) / stride) + 1,
  );
}
