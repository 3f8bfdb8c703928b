import * as tf from '@tensorflow/tfjs-core';
import type { StockKernel } from '../replaceKernel.js';

/**
 * tfjs's own product of matrices, kept from reading beyond its inputs: where one has fewer batches than the other, which
 * stand for all, it goes on after their end. There they are repeated beforehand.
 */
export function composedMatMul(
  stock: StockKernel,
  a: tf.Tensor,
  b: tf.Tensor,
  attributes: tf.BatchMatMulAttrs,
): tf.TensorInfo {
  const [outerA, outerB] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const attrs = { ...attributes } as unknown as tf.NamedAttrMap;
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const count = tf.util.sizeFromShape(outer);
  if ([outerA, outerB].every((shape) => tf.util.sizeFromShape(shape) === count)) return stock({ a, b }, attrs);
  return tf.tidy(() => {
    const whole = (x: tf.Tensor): tf.Tensor => tf.broadcastTo(x, [...outer, ...x.shape.slice(-2)]);
    return tf.engine().makeTensorFromTensorInfo(stock({ a: whole(a), b: whole(b) }, attrs));
  });
}
