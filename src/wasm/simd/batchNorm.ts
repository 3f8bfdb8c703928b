import type * as tf from '@tensorflow/tfjs-core';
import type {
  GradientSumsInputs,
  InputGradientInputs,
  MovingStatisticsAttributes,
  MovingStatisticsInputs,
  NormalizeInputs,
} from '../../ops/normalization/batchNormKernels.js';
import type { Native } from './native.js';

/** The mean and biased variance of each channel over all pixels, and what they are before they are rounded, as doubles. */
export function simdMoments(native: Native, x: tf.TensorInfo): tf.TensorInfo[] {
  const { pictures, rows, channels, scratch } = measure(native, x);
  const results = exactOutputs(native, channels);
  const [mean, variance, exact] = results.map(native.pointer);
  const scratchAt = native.scratch(scratch);
  native.batchNormMoments(native.pointer(x), pictures, rows, channels, mean, variance, exact, scratchAt);
  return results;
}

/** Normalises each channel by a mean and a variance. */
export function simdNormalize(native: Native, inputs: NormalizeInputs, epsilon: number): tf.TensorInfo {
  const { x, mean, variance, gamma, beta } = inputs;
  const { pictures, rows, channels, scratch } = measure(native, x);
  const y = native.output(x.shape);
  native.batchNormNormalize(
    native.pointer(x),
    native.pointer(mean),
    native.pointer(variance),
    native.pointer(gamma),
    native.pointer(beta),
    pictures * rows,
    channels,
    epsilon,
    native.pointer(y),
    native.scratch(scratch),
  );
  return y;
}

/** The gradients of gamma and beta, and what they are before they are rounded, as doubles. */
export function simdGradSums(
  native: Native,
  { dy, x, mean, variance }: GradientSumsInputs,
  epsilon: number,
): tf.TensorInfo[] {
  const { pictures, rows, channels, scratch } = measure(native, x);
  const results = exactOutputs(native, channels);
  const [dGamma, dBeta, exact] = results.map(native.pointer);
  native.batchNormGradSums(
    native.pointer(dy),
    native.pointer(x),
    native.pointer(mean),
    native.pointer(variance),
    pictures,
    rows,
    channels,
    epsilon,
    dGamma,
    dBeta,
    exact,
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
  const { pictures, rows, channels, scratch } = measure(native, x);
  const dx = native.output(x.shape);
  native.batchNormGradInput(
    native.pointer(dy),
    native.pointer(x),
    native.pointer(mean),
    native.pointer(variance),
    native.pointer(gamma),
    native.pointer(dGamma),
    native.pointer(dBeta),
    pictures * rows,
    count,
    channels,
    epsilon,
    native.pointer(dx),
    native.scratch(scratch),
  );
  return dx;
}

/** What is remembered after a batch, of mean and variance. */
export function simdMovingStatistics(
  native: Native,
  { oldMean, oldVariance, mean, variance }: MovingStatisticsInputs,
  { momentum, correction }: MovingStatisticsAttributes,
): tf.TensorInfo[] {
  const mix = (old: tf.Tensor, fresh: tf.Tensor, factor: number): tf.TensorInfo => {
    const mixed = native.output(old.shape);
    const [from, to] = [native.pointer(old), native.pointer(mixed)];
    native.blend(from, momentum, native.pointer(fresh), (1 - momentum) * factor, old.size, to);
    return mixed;
  };
  return [mix(oldMean, mean, 1), mix(oldVariance, variance, correction)];
}

/** Two results `[C]` of float32, and the same as float64, which tfjs knows nothing of: `[C,2]`, two places a number. */
const exactOutputs = (native: Native, channels: number): tf.TensorInfo[] => [
  native.output([channels]),
  native.output([channels]),
  native.output([2, channels, 2]),
];

interface Measures {
  readonly pictures: number;
  /** Pixels of a picture. */
  readonly rows: number;
  readonly channels: number;
  /** Bytes of scratch memory. */
  readonly scratch: number;
}

function measure(native: Native, { shape }: tf.TensorInfo): Measures {
  const channels = shape[shape.length - 1];
  const [pictures, ...inner] = shape.slice(0, -1);
  const rows = inner.reduce((product, length) => product * length, 1);
  return { pictures, rows, channels, scratch: native.batchNormScratch(channels) };
}
