import * as tf from '@tensorflow/tfjs-core';
import { type PortableKernel, runKernel } from './portableKernel.js';

/** Logits and how much each counts as true, a, and as false, b: all of one shape. */
export interface LogisticEntropyInputs {
  readonly x: tf.Tensor;
  readonly positive: tf.Tensor;
  readonly negative: tf.Tensor;
}

/**
 * `a·softplus(−x) + b·softplus(x)` with `softplus(x) = max(x, 0) + log(1 + e^−|x|)`, exact for any logit. Backends may bring
 * the kernel `SegLogisticEntropy`.
 */
export function logisticEntropyOf(inputs: LogisticEntropyInputs): tf.Tensor {
  return runKernel('SegLogisticEntropy', portableLogisticEntropy, { ...inputs }, {})[0];
}

/** Its gradient by x, `dy · ((a + b)·σ(x) − a)`. Backends may bring the kernel `SegLogisticEntropyGrad`. */
export function logisticEntropyGradient(inputs: LogisticEntropyInputs & { readonly dy: tf.Tensor }): tf.Tensor {
  return runKernel('SegLogisticEntropyGrad', portableLogisticEntropyGrad, { ...inputs }, {})[0];
}

/** The kernel `SegLogisticEntropy` of tfjs ops. */
export const portableLogisticEntropy: PortableKernel = ({ x, positive, negative }) => {
  const softplus = tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
  return [tf.sub(tf.mul(tf.add(positive, negative), softplus), tf.mul(positive, x))]; // softplus(−x) = softplus(x) − x
};

/** The kernel `SegLogisticEntropyGrad` of tfjs ops. */
export const portableLogisticEntropyGrad: PortableKernel = ({ dy, x, positive, negative }) => [
  tf.mul(dy, tf.sub(tf.mul(tf.add(positive, negative), tf.sigmoid(x)), positive)),
];
