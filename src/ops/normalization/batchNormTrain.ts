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
 * of gamma and beta come from the first part, for all of them. Backends may bring the kernels `SegBatchNormMoments`,
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
    const own = batchMoments(x);
    const count = x.size / gamma.size;
    return { ...(parts ? mergeMoments(parts, own, count) : { mean: own[0], variance: own[1], count }) };
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
        return tf.tidy(() => {
          const own = batchGradientSums(inputs, epsilon);
          const [dGamma, dBeta] = parts ? sumOverParts(parts, own) : own;
          const dx = batchInputGradient({ ...inputs, gamma: saved[1], dGamma, dBeta }, epsilon, count);
          // The first part accounts for all: where parts are added, nothing is rounded twice.
          const isElsewhere = parts !== undefined && parts.index > 0;
          return isElsewhere ? [dx, tf.zerosLike(dGamma), tf.zerosLike(dBeta)] : [dx, dGamma, dBeta];
        });
      },
    };
  });
  return { ...moments, y: normalize(x, gamma, beta) as tf.Tensor4D };
}
