import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../../core/errors.js';
import { meanOfPictures } from './channelMeans.js';

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  /** How many groups the channels are put in; it must divide their number. All channels in one group by default. */
  readonly groups?: number;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Group normalization: each picture and each group of neighbouring channels has its own mean and variance.
 *
 * `y = (x − mean) / √(variance + epsilon) · gamma + beta`, the same in training and in prediction.
 *
 * `x` is `[N,H,W,C]`, `gamma` and `beta` are `[C]`. With as many groups as channels it is instance normalization.
 *
 * @throws OptionError if `groups` does not divide the channels.
 * @see Wu and He, Group Normalization, 2018
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { groupNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([1, 3], [1, 1, 1, 2]);
 * const y = groupNorm(x, tf.ones([2]), tf.zeros([2]), { groups: 1, epsilon: 0 });
 * console.log(y.dataSync()); // −1, 1
 * ```
 */
export function groupNorm(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { groups = 1, epsilon = 1e-5 }: GroupNormOptions = {},
): tf.Tensor4D {
  checkGroups('groupNorm', groups, x.shape[3]);
  const normalize = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const mean = groupMean(meanOfPictures(input), groups); // [N,1,1,C]
    const centered = tf.sub(input, mean) as tf.Tensor4D;
    const variance = groupMean(meanOfPictures(tf.square(centered)), groups);
    const inverse = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor4D;
    save([input, scale, mean, inverse]);
    return {
      value: tf.add(tf.mul(centered, tf.mul(inverse, scale)), shift),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => groupNormGradient(dy as tf.Tensor4D, saved, groups),
    };
  });
  return normalize(x, gamma, beta) as tf.Tensor4D;
}

/** `dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ` with `g = dy · gamma`, and means over the group. */
function groupNormGradient(dy: tf.Tensor4D, saved: readonly tf.Tensor[], groups: number): tf.Tensor[] {
  return tf.tidy(() => {
    const [x, gamma, mean, inverse] = saved as [tf.Tensor4D, tf.Tensor1D, tf.Tensor4D, tf.Tensor4D];
    const [count, height, width, channels] = x.shape;
    const centered = tf.sub(x, mean) as tf.Tensor4D;
    const meanDy = meanOfPictures(dy); // [N,C]
    const inverseOfChannels = tf.reshape(inverse, [count, channels]);
    const meanDyX = tf.mul(meanOfPictures(tf.mul(dy, centered)), inverseOfChannels) as tf.Tensor2D;
    const meanG = groupMean(tf.mul(meanDy, gamma), groups);
    const meanGX = groupMean(tf.mul(meanDyX, gamma), groups);
    const slope = tf.mul(tf.square(inverse), meanGX);
    const offset = tf.mul(inverse, meanG);
    const dx = tf.sub(tf.sub(tf.mul(dy, tf.mul(inverse, gamma)), tf.mul(centered, slope)), offset);
    const size = height * width;
    return [dx, tf.mul(tf.sum(meanDyX, 0), size), tf.mul(tf.sum(meanDy, 0), size)];
  });
}

/** The means of the groups, repeated for each of their channels: `[N,C]` to `[N,1,1,C]`. */
function groupMean(means: tf.Tensor2D, groups: number): tf.Tensor4D {
  const [count, channels] = means.shape;
  const size = channels / groups;
  const ofGroups = tf.mean(tf.reshape(means, [count, groups, size]), 2, true); // [N,G,1]
  return tf.reshape(tf.mul(ofGroups, tf.ones([1, 1, size])), [count, 1, 1, channels]);
}

/** Refuses a number of groups that does not divide the channels. */
export function checkGroups(where: string, groups: number, channels: number): void {
  if (Number.isInteger(groups) && groups > 0 && channels % groups === 0) return;
  let cure = Math.min(Math.max(1, Math.floor(groups) || 1), channels);
  while (channels % cure !== 0) cure--;
  const message = `${where}: ${groups} groups do not divide ${channels} channels. Use ${cure}, for instance.`;
  throw new OptionError(message, { option: 'groups', value: groups });
}
