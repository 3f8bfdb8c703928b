import type * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';

/** What batch normalisation in training takes: `x` `[…,C]`, `gamma` and `beta` `[C]`. */
export interface BatchNormTrainInputs {
  readonly x: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

/** What its gradient takes: `dy` and `x` `[…,C]`, the batch's mean and biased variance and gamma `[C]`. */
export interface BatchNormTrainGradInputs {
  readonly dy: tf.Tensor;
  readonly x: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly gamma: tf.Tensor;
}

/** Normalises each channel over all pixels of the batch; gives `y` and the batch's mean and biased variance. */
export function simdBatchNormTrain(
  native: Native,
  { x, gamma, beta }: BatchNormTrainInputs,
  epsilon: number,
): [y: tf.TensorInfo, mean: tf.TensorInfo, variance: tf.TensorInfo] {
  const channels = gamma.size;
  const [y, mean, variance] = [native.output(x.shape), native.output([channels]), native.output([channels])];
  native.batchNormTrain(
    native.pointer(x),
    native.pointer(gamma),
    native.pointer(beta),
    x.size / channels,
    channels,
    epsilon,
    native.pointer(y),
    native.pointer(mean),
    native.pointer(variance),
    native.scratch(native.batchNormScratch(channels)),
  );
  return [y, mean, variance];
}

/** The gradients of `x`, gamma and beta. */
export function simdBatchNormTrainGrad(
  native: Native,
  { dy, x, mean, variance, gamma }: BatchNormTrainGradInputs,
  epsilon: number,
): [dx: tf.TensorInfo, dGamma: tf.TensorInfo, dBeta: tf.TensorInfo] {
  const channels = gamma.size;
  const [dx, dGamma, dBeta] = [native.output(x.shape), native.output([channels]), native.output([channels])];
  native.batchNormTrainGrad(
    native.pointer(dy),
    native.pointer(x),
    native.pointer(mean),
    native.pointer(variance),
    native.pointer(gamma),
    x.size / channels,
    channels,
    epsilon,
    native.pointer(dx),
    native.pointer(dGamma),
    native.pointer(dBeta),
    native.scratch(native.batchNormScratch(channels)),
  );
  return [dx, dGamma, dBeta];
}
