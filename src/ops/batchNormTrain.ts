import * as tf from '@tensorflow/tfjs-core';
import { meanOfChannels } from './channelMeans.js';
import { type PortableKernel, registerGradientOnce, runKernel } from './portableKernel.js';

const forwardKernel = 'SegBatchNormTrain';
const backwardKernel = 'SegBatchNormTrainGrad';

/** Options of {@link batchNormTrain}. */
export interface BatchNormTrainOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/** What {@link batchNormTrain} gives back. */
export interface BatchNormTrainResult {
  /** `[N,H,W,C]` */
  readonly y: tf.Tensor4D;
  /** The batch's mean, `[C]`. No gradient flows through it. */
  readonly mean: tf.Tensor1D;
  /** The batch's variance, divided by N·H·W, `[C]`. No gradient flows through it. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalization with the statistics of the batch itself, as in training.
 *
 * `y = (x − mean) / √(variance + epsilon) · gamma + beta`, with mean and variance over N, H and W.
 *
 * `x` is `[N,H,W,C]`, `gamma` and `beta` are `[C]`. Backends may bring the kernels `SegBatchNormTrain` and
 * `SegBatchNormTrainGrad`; elsewhere it is made of tfjs ops.
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
  { epsilon = 1e-5 }: BatchNormTrainOptions = {},
): BatchNormTrainResult {
  registerGradientOnce(gradient);
  const [y, mean, variance] = runKernel(forwardKernel, portableForward, { x, gamma, beta }, { epsilon });
  return { y: y as tf.Tensor4D, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

const portableForward: PortableKernel = ({ x, gamma, beta }, { epsilon }) => {
  const mean = meanOfChannels(x);
  // Not E[x²] − mean²: that cancels where the mean is large.
  const variance = meanOfChannels(tf.square(tf.sub(x, mean)));
  const y = tf.batchNorm(x, mean, variance, beta as tf.Tensor1D, gamma as tf.Tensor1D, epsilon);
  return [y, mean, variance];
};

/** `dx = gamma/σ · (dy − mean(dy) − x̂ · mean(dy · x̂))`, `dGamma = Σ dy · x̂`, `dBeta = Σ dy`. */
const portableBackward: PortableKernel = ({ dy, x, mean, variance, gamma }, { epsilon }) => {
  const count = x.size / gamma.size;
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const centered = tf.sub(x, mean);
  const meanDy = meanOfChannels(dy);
  const meanDyX = tf.mul(meanOfChannels(tf.mul(dy, centered)), inverse);
  const scale = tf.mul(gamma, inverse);
  const slope = tf.mul(tf.mul(scale, inverse), meanDyX);
  const dx = tf.sub(tf.sub(tf.mul(dy, scale), tf.mul(centered, slope)), tf.mul(scale, meanDy));
  return [dx, tf.mul(meanDyX, count), tf.mul(meanDy, count)];
};

const gradient: tf.GradConfig = {
  kernelName: forwardKernel,
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, [x, gamma, mean, variance], attributes) => {
    const epsilon = (attributes as unknown as { epsilon: number }).epsilon;
    const inputs = { dy: (dy as tf.Tensor[])[0], x, mean, variance, gamma };
    const [dx, dGamma, dBeta] = runKernel(backwardKernel, portableBackward, inputs, { epsilon });
    return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
  },
};
