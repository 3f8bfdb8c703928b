import * as tf from '@tensorflow/tfjs-core';
import type {
  GradientSumsInputs,
  InputGradientInputs,
  NormalizeInputs,
} from '../../ops/normalization/batchNormKernels.js';

/** The mean and biased variance of each channel, of tfjs's kernels. */
export function composedMoments(x: tf.Tensor): tf.Tensor[] {
  return tf.tidy(() => {
    const mean = channelMean(x);
    return [mean, channelMean(tf.square(tf.sub(x, mean)))];
  });
}

/** Normalises each channel by a mean and a variance. */
export function composedNormalize({ x, mean, variance, gamma, beta }: NormalizeInputs, epsilon: number): tf.Tensor {
  return tf.tidy(() => {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(tf.sub(x, mean), scale), beta);
  });
}

/** The gradients of gamma and beta. */
export function composedGradSums({ dy, x, mean, variance }: GradientSumsInputs, epsilon: number): tf.Tensor[] {
  return tf.tidy(() => {
    const rows = x.size / mean.size;
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const normal = tf.mul(tf.sub(x, mean), inverse);
    return [tf.mul(channelMean(tf.mul(dy, normal)), rows), tf.mul(channelMean(dy), rows)];
  });
}

/** The gradient of `x`, where the statistics and sums are of `count` pixels. */
export function composedGradInput(inputs: InputGradientInputs, epsilon: number, count: number): tf.Tensor {
  const { dy, x, mean, variance, gamma, dGamma, dBeta } = inputs;
  return tf.tidy(() => {
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const normal = tf.mul(tf.sub(x, mean), inverse);
    const centred = tf.sub(tf.sub(dy, tf.div(dBeta, count)), tf.mul(normal, tf.div(dGamma, count)));
    return tf.mul(centred, tf.mul(gamma, inverse));
  });
}

/** A product with a vector of equal shares: tfjs's mean over leading axes transposes first, and is 20 times as slow. */
function channelMean(x: tf.Tensor): tf.Tensor1D {
  const channels = x.shape[x.rank - 1];
  const rows = x.size / channels;
  return tf.reshape(tf.matMul(tf.fill([1, rows], 1 / rows), tf.reshape(x, [rows, channels])), [channels]);
}
