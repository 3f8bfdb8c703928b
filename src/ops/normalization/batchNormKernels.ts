import * as tf from '@tensorflow/tfjs-core';
import { type PortableKernel, runKernel } from '../portableKernel.js';
import { meanOfChannels } from './channelMeans.js';

/**
 * Two results of each channel, `[C]`. Where the backend sums in float64, the third is what they were before they were
 * divided and rounded: the bits of 2·C float64 numbers, as float32 ones.
 */
export type PairOfSums = readonly [first: tf.Tensor1D, second: tf.Tensor1D, exact?: tf.Tensor];

/** The mean and the biased variance of each channel of `x` `[…,C]`; exactly, the sum and that of squared deviations. */
export function batchMoments(x: tf.Tensor): PairOfSums {
  return runKernel('SegBatchNormMoments', portableMoments, { x }, {}) as unknown as PairOfSums;
}

/** What {@link normalizeBatch} takes: `x` `[…,C]`, all others `[C]`. */
export interface NormalizeInputs {
  readonly x: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

/** `(x − mean) / √(variance + epsilon) · gamma + beta` */
export function normalizeBatch(inputs: NormalizeInputs, epsilon: number): tf.Tensor {
  return runKernel('SegBatchNormNormalize', portableNormalize, { ...inputs }, { epsilon })[0];
}

/** What {@link batchGradientSums} takes: `dy` and `x` `[…,C]`, mean and biased variance `[C]`. */
export interface GradientSumsInputs {
  readonly dy: tf.Tensor;
  readonly x: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/** `dGamma = Σ dy · x̂` and `dBeta = Σ dy`, of each channel. */
export function batchGradientSums(inputs: GradientSumsInputs, epsilon: number): PairOfSums {
  return runKernel('SegBatchNormGradSums', portableGradSums, { ...inputs }, { epsilon }) as unknown as PairOfSums;
}

/** What {@link batchInputGradient} takes: `dy` and `x` `[…,C]`, all others `[C]`. */
export interface InputGradientInputs extends GradientSumsInputs {
  readonly gamma: tf.Tensor;
  readonly dGamma: tf.Tensor;
  readonly dBeta: tf.Tensor;
}

/**
 * `dx = gamma/σ · (dy − dBeta/count − x̂ · dGamma/count)`, where `count` is the number of pixels that the statistics and
 * sums are of.
 */
export function batchInputGradient(inputs: InputGradientInputs, epsilon: number, count: number): tf.Tensor {
  return runKernel('SegBatchNormGradInput', portableGradInput, { ...inputs }, { epsilon, count })[0];
}

/** What {@link movingStatistics} takes, `[C]` each: those that were remembered, and those of the batch. */
export interface MovingStatisticsInputs {
  readonly oldMean: tf.Tensor;
  readonly oldVariance: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/** How much a batch changes what is remembered. */
export interface MovingStatisticsAttributes {
  /** The weight of the old statistics, from 0 to 1. */
  readonly momentum: number;
  /** What the variance of the batch is multiplied by first. */
  readonly correction: number;
}

/** `old · momentum + new · (1 − momentum)`, of mean and variance. */
export function movingStatistics(
  inputs: MovingStatisticsInputs,
  attributes: MovingStatisticsAttributes,
): readonly [mean: tf.Tensor, variance: tf.Tensor] {
  const [mean, variance] = runKernel('SegMovingStatistics', portableMovingStatistics, { ...inputs }, { ...attributes });
  return [mean, variance];
}

const portableMoments: PortableKernel = ({ x }) => {
  const mean = meanOfChannels(x);
  // Not E[x²] − mean²: that cancels where the mean is large.
  return [mean, meanOfChannels(tf.square(tf.sub(x, mean)))];
};

const portableNormalize: PortableKernel = ({ x, mean, variance, gamma, beta }, { epsilon }) => {
  const [centre, spread, scale, shift] = [mean, variance, gamma, beta] as tf.Tensor1D[];
  return [tf.batchNorm(x, centre, spread, shift, scale, epsilon)];
};

const portableGradSums: PortableKernel = ({ dy, x, mean, variance }, { epsilon }) => {
  const count = x.size / mean.size;
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const meanDyX = tf.mul(meanOfChannels(tf.mul(dy, tf.sub(x, mean))), inverse);
  return [tf.mul(meanDyX, count), tf.mul(meanOfChannels(dy), count)];
};

const portableGradInput: PortableKernel = (inputs, { epsilon, count }) => {
  const { dy, x, mean, variance, gamma, dGamma, dBeta } = inputs;
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const scale = tf.mul(gamma, inverse);
  const slope = tf.div(tf.mul(tf.mul(scale, inverse), dGamma), count);
  const offset = tf.div(tf.mul(scale, dBeta), count);
  return [tf.sub(tf.sub(tf.mul(dy, scale), tf.mul(tf.sub(x, mean), slope)), offset)];
};

/** The kernel `SegMovingStatistics` of tfjs ops. */
export const portableMovingStatistics: PortableKernel = (
  { oldMean, oldVariance, mean, variance },
  { momentum, correction },
) => {
  const mix = (old: tf.Tensor, fresh: tf.Tensor, factor: number): tf.Tensor =>
    tf.add(tf.mul(old, momentum), tf.mul(fresh, (1 - momentum) * factor));
  return [mix(oldMean, mean, 1), mix(oldVariance, variance, correction)];
};
