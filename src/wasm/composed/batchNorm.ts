import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormTrainGradInputs, BatchNormTrainInputs } from '../simd/batchNorm.js';

/** Batch normalisation in training, of tfjs's kernels: `y`, and the batch's mean and biased variance. */
export function composedBatchNormTrain({ x, gamma, beta }: BatchNormTrainInputs, epsilon: number): tf.Tensor[] {
  return tf.tidy(() => {
    const mean = channelMean(x);
    const centred = tf.sub(x, mean);
    const variance = channelMean(tf.square(centred));
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    return [tf.add(tf.mul(centred, scale), beta), mean, variance];
  });
}

/** Its gradients: `dx = gamma/σ · (dy − mean(dy) − x̂ · mean(dy · x̂))`, `dGamma = Σ dy · x̂`, `dBeta = Σ dy`. */
export function composedBatchNormTrainGrad(
  { dy, x, mean, variance, gamma }: BatchNormTrainGradInputs,
  epsilon: number,
): tf.Tensor[] {
  return tf.tidy(() => {
    const rows = x.size / gamma.size;
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const normal = tf.mul(tf.sub(x, mean), inverse);
    const meanDy = channelMean(dy);
    const meanDyNormal = channelMean(tf.mul(dy, normal));
    const dx = tf.mul(tf.sub(tf.sub(dy, meanDy), tf.mul(normal, meanDyNormal)), tf.mul(gamma, inverse));
    return [dx, tf.mul(meanDyNormal, rows), tf.mul(meanDy, rows)];
  });
}

/** A product with a vector of equal shares: tfjs's mean over leading axes transposes first, and is 20 times as slow. */
function channelMean(x: tf.Tensor): tf.Tensor1D {
  const channels = x.shape[x.rank - 1];
  const rows = x.size / channels;
  return tf.reshape(tf.matMul(tf.fill([1, rows], 1 / rows), tf.reshape(x, [rows, channels])), [channels]);
}
