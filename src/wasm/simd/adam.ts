import type * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';

/** A weight, its gradient and its two moments, which are missing before the first step. */
export interface AdamInputs {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly first?: tf.Tensor;
  readonly second?: tf.Tensor;
}

/** The numbers of a step of Adam, with its bias corrections folded into two of them. */
export interface AdamAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** `learningRate / (1 − beta1ᵗ)` */
  readonly stepSize: number;
  /** `1 / √(1 − beta2ᵗ)` */
  readonly rootCorrection: number;
}

/** One step of Adam: the new weight and its new moments. */
export function simdAdam(
  native: Native,
  { weight, gradient, first, second }: AdamInputs,
  { beta1, beta2, epsilon, stepSize, rootCorrection }: AdamAttributes,
): [weight: tf.TensorInfo, first: tf.TensorInfo, second: tf.TensorInfo] {
  const output = (): tf.TensorInfo => native.output(weight.shape);
  const [newWeight, newFirst, newSecond] = [output(), output(), output()];
  native.adamStep(
    native.pointer(weight),
    native.pointer(gradient),
    first ? native.pointer(first) : 0,
    second ? native.pointer(second) : 0,
    weight.size,
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    epsilon,
    stepSize,
    rootCorrection,
    native.pointer(newWeight),
    native.pointer(newFirst),
    native.pointer(newSecond),
  );
  return [newWeight, newFirst, newSecond];
}
