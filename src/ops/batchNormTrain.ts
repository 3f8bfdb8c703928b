import * as tf from '@tensorflow/tfjs-core';
import { batchGradientSums, batchInputGradient, batchMoments, normalizeBatch } from './batchNormKernels.js';
import { type BatchParts, mergeMoments, sumOverParts } from './batchParts.js';

/** Options of {@link batchNormTrain}. */
export interface BatchNormTrainOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** The other parts of the batch, where `x` is one of several. Absent: `x` is the whole batch. */
  readonly parts?: BatchParts | undefined;
}

/** What {@link batchNormTrain} gives back. */
export interface BatchNormTrainResult {
  /** `[N,H,W,C]` */
  readonly y: tf.Tensor4D;
  /** The batch's mean, `[C]`. No gradient flows through it. */
  readonly mean: tf.Tensor1D;
  /** The batch's variance, divided by N·H·W, `[C]`. No gradient flows through it. */
  readonly variance: tf.Tensor1D;
  /** N·H·W, of all parts together. */
  readonly count: number;
}

/**
 * Batch normalization with the statistics of the batch itself, as in training.
 *
 * `y = (x − mean) / √(variance + epsilon) · gamma + beta`, with mean and variance over N, H and W.
 *
 * `x` is `[N,H,W,C]`, `gamma` and `beta` are `[C]`. With `parts` the statistics are those of all parts, and the gradients
 * of gamma and beta are this part's share of them. Backends may bring the kernels `SegBatchNormMoments`,
 * `SegBatchNormNormalize`, `SegBatchNormGradSums` and `SegBatchNormGradInput`; elsewhere they are made of tfjs ops.
 *
 * @see Ioffe and Szegedy, Batch Normalization, 2015
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { batchNormTrain } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([1, 3, 5, 7], [1, 2, 2, 1]);
 * const { y, mean } = batchNormTrain(x, tf.ones([1]), tf.zeros([1]));
 * console.log(mean.dataSync()[0], y.shape); // 4, [1, 2, 2, 1]
 * ```
 */
export function batchNormTrain(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { epsilon = 1e-5, parts }: BatchNormTrainOptions = {},
): BatchNormTrainResult {
  const moments = tf.tidy(() => {
    const [mean, variance] = batchMoments(x);
    const own = { mean, variance, count: x.size / gamma.size };
    return { ...(parts ? mergeMoments(parts, own) : own) };
  });
  const { mean, variance, count } = moments;
  // The formula of the gradient contains what flows through mean and variance, which are constants here.
  const normalize = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    save([input, scale, mean, variance]);
    return {
      value: normalizeBatch({ x: input, mean, variance, gamma: scale, beta: shift }, epsilon),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const inputs = { dy, x: saved[0], mean: saved[2], variance: saved[3] };
        const sums = batchGradientSums(inputs, epsilon);
        return tf.tidy(() => {
          const [dGamma, dBeta] = parts ? sumOverParts(parts, sums) : sums;
          return [batchInputGradient({ ...inputs, gamma: saved[1], dGamma, dBeta }, epsilon, count), ...sums];
        });
      },
    };
  });
  return { ...moments, y: normalize(x, gamma, beta) as tf.Tensor4D };
}
