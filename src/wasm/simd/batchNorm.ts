import type * as tf from '@tensorflow/tfjs-core';
import type { GradientSumsInputs, InputGradientInputs, NormalizeInputs } from '../../ops/batchNormKernels.js';
import type { Native } from './native.js';

/** The mean and biased variance of each channel over all pixels, and what float32 leaves out of them. */
export function simdMoments(native: Native, x: tf.TensorInfo): tf.TensorInfo[] {
  const { rows, channels, scratch } = measure(native, x);
  const results = fourOutputs(native, channels);
  const [mean, variance, restOfMean, restOfVariance] = results.map(native.pointer);
  native.batchNormMoments(
    native.pointer(x),
    rows,
    channels,
    mean,
    variance,
    restOfMean,
    restOfVariance,
    native.scratch(scratch),
  );
  return results;
}

/** Normalises each channel by a mean and a variance. */
export function simdNormalize(native: Native, inputs: NormalizeInputs, epsilon: number): tf.TensorInfo {
  const { x, mean, variance, gamma, beta } = inputs;
  const { rows, channels, scratch } = measure(native, x);
  const y = native.output(x.shape);
  native.batchNormNormalize(
    native.pointer(x),
    native.pointer(mean),
    native.pointer(variance),
    native.pointer(gamma),
    native.pointer(beta),
    rows,
    channels,
    epsilon,
    native.pointer(y),
    native.scratch(scratch),
  );
  return y;
}

/** The gradients of gamma and beta, and what float32 leaves out of them. */
export function simdGradSums(
  native: Native,
  { dy, x, mean, variance }: GradientSumsInputs,
  epsilon: number,
): tf.TensorInfo[] {
  const { rows, channels, scratch } = measure(native, x);
  const results = fourOutputs(native, channels);
  const [dGamma, dBeta, restOfGamma, restOfBeta] = results.map(native.pointer);
  native.batchNormGradSums(
    native.pointer(dy),
    native.pointer(x),
    native.pointer(mean),
    native.pointer(variance),
    rows,
    channels,
    epsilon,
    dGamma,
    dBeta,
    restOfGamma,
    restOfBeta,
    native.scratch(scratch),
  );
  return results;
}

/** The gradient of `x`, where the statistics and sums are of `count` pixels. */
export function simdGradInput(
  native: Native,
  { dy, x, mean, variance, gamma, dGamma, dBeta }: InputGradientInputs,
  epsilon: number,
  count: number,
): tf.TensorInfo {
  const { rows, channels, scratch } = measure(native, x);
  const dx = native.output(x.shape);
  native.batchNormGradInput(
    native.pointer(dy),
    native.pointer(x),
    native.pointer(mean),
    native.pointer(variance),
    native.pointer(gamma),
    native.pointer(dGamma),
    native.pointer(dBeta),
    rows,
    count,
    channels,
    epsilon,
    native.pointer(dx),
    native.scratch(scratch),
  );
  return dx;
}

const fourOutputs = (native: Native, channels: number): tf.TensorInfo[] =>
  Array.from({ length: 4 }, () => native.output([channels]));

function measure(native: Native, { shape }: tf.TensorInfo): { rows: number; channels: number; scratch: number } {
  const channels = shape[shape.length - 1];
  const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  return { rows, channels, scratch: native.batchNormScratch(channels) };
}
