import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../core/errors.js';
import { sumOverPictures } from './sums.js';

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
 *
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
    const mean = groupMean(sumOverPictures(input), groups, input); // [N,1,1,C]
    const centered = tf.sub(input, mean) as tf.Tensor4D;
    const variance = groupMean(sumOverPictures(tf.square(centered)), groups, input);
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
    const [count, , , channels] = x.shape;
    const centered = tf.sub(x, mean) as tf.Tensor4D;
    const sumDy = sumOverPictures(dy); // [N,C]
    const sumDyX = tf.mul(sumOverPictures(tf.mul(dy, centered)), tf.reshape(inverse, [count, channels])) as tf.Tensor2D;
    const meanG = groupMean(tf.mul(sumDy, gamma), groups, x);
    const meanGX = groupMean(tf.mul(sumDyX, gamma), groups, x);
    const slope = tf.mul(tf.square(inverse), meanGX);
    const offset = tf.mul(inverse, meanG);
    const dx = tf.sub(tf.sub(tf.mul(dy, tf.mul(inverse, gamma)), tf.mul(centered, slope)), offset);
    return [dx, tf.sum(sumDyX, 0), tf.sum(sumDy, 0)];
  });
}

/** The means of the groups, repeated for each of their channels: `[N,C]` sums to `[N,1,1,C]`. */
function groupMean(sums: tf.Tensor2D, groups: number, x: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const size = channels / groups;
  const totals = tf.sum(tf.reshape(sums, [count, groups, size]), 2, true); // [N,G,1]
  const means = tf.div(totals, height * width * size);
  return tf.reshape(tf.mul(means, tf.ones([1, 1, size])), [count, 1, 1, channels]);
}

/** Refuses a number of groups that does not divide the channels. */
export function checkGroups(where: string, groups: number, channels: number): void {
  if (Number.isInteger(groups) && groups > 0 && channels % groups === 0) return;
  let cure = Math.min(Math.max(1, Math.floor(groups) || 1), channels);
  while (channels % cure !== 0) cure--;
  const message = `${where}: ${groups} groups do not divide ${channels} channels. Use ${cure}, for instance.`;
  throw new OptionError(message, { option: 'groups', value: groups });
}
