import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../core/options.js';
import { channelWeights, meanOfRows, rowWeights } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import type { LossInput } from './lossInput.js';
import { type CommonOptions, type LossOptions, readLossOptions } from './lossOptions.js';
import { overlap, sumPictures } from './overlap.js';
import { pixelEntropy } from './pixelEntropy.js';
import { countEntries, weigh } from './pixelLoss.js';

/** Options of {@link unifiedFocalLoss}. */
export interface UnifiedFocalLossOptions extends LossOptions {
  /** The share λ of the cross-entropy part, from 0 to 1. Default 0.5. */
  readonly crossEntropyWeight?: number;
  /** The weight δ of the foreground against the background, and of misses against false alarms. Default 0.6. */
  readonly delta?: number;
  /** How strongly easy background fades and hard foreground is enhanced, from 0 to below 1. Default 0.5. */
  readonly gamma?: number;
  /** The smallest argument of a power, and the smoothing of the Tversky score. Default 1e-7. */
  readonly eps?: number;
}

/**
 * Unified focal loss, asymmetric: cross-entropy and Tversky in one, where focusing suppresses the background only and
 * enhances the foreground only.
 *
 * `λ·L_F + (1 − λ)·L_T`. `L_F` is the mean over pixels of `δ·CE` where the truth is foreground and
 * `(1 − δ)·(1 − p)^γ·CE` where it is background. `L_T` is the mean over pictures and classes of `1 − TI` for the
 * background and `(1 − TI)^(1−γ)` for the foreground, with `TI = (TP + ε)/(TP + δ·FN + (1 − δ)·FP + ε)`.
 *
 * For `binary` and `multilabel` a channel is a foreground with the background `1 − p`; for `multiclass` class 0 is the
 * background.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Yeung et al., "Unified Focal loss: Generalising Dice and cross entropy-based losses to handle class imbalanced
 *   medical image segmentation", Computerized Medical Imaging and Graphics 2022.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { unifiedFocalLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = unifiedFocalLoss();
 * const yTrue = tf.tensor3d([[[0, 0, 0, 1]]], [1, 1, 4], 'int32');
 * const [missed, found] = [-4, 4].map((logit) => tf.tensor4d([-4, -4, -4, logit], [1, 1, 4, 1]));
 * console.log(loss(yTrue, found).dataSync()[0] < loss(yTrue, missed).dataSync()[0]); // true
 * ```
 */
export function unifiedFocalLoss(options: UnifiedFocalLossOptions = {}): Loss {
  const common = readLossOptions('unifiedFocalLoss', options, ['crossEntropyWeight', 'delta', 'gamma', 'eps']);
  const { crossEntropyWeight = 0.5, delta = 0.6, gamma = 0.5, eps = 1e-7 } = options;
  const { lossName } = common;
  checkNumber(lossName, 'crossEntropyWeight', crossEntropyWeight, { min: 0, max: 1 });
  checkNumber(lossName, 'delta', delta, { min: 0, max: 1 });
  checkNumber(lossName, 'gamma', gamma, { min: 0, max: 1 });
  checkNumber(lossName, 'eps', eps, { min: Number.MIN_VALUE, max: 0.5 });
  const settings = { delta, gamma, eps };

  return defineLoss(common, (input) =>
    tf.add(
      tf.mul(asymmetricFocal(input, common, settings), crossEntropyWeight),
      tf.mul(asymmetricTversky(input, common, settings), 1 - crossEntropyWeight),
    ),
  );
}

interface Settings {
  readonly delta: number;
  readonly gamma: number;
  readonly eps: number;
}

function asymmetricFocal(input: LossInput, common: CommonOptions, { delta, gamma, eps }: Settings): tf.Scalar {
  const { probabilities, truth, task, channels } = input;
  const weights = tf.tensor1d(channelWeights(common, 'all', channels));
  const entropy = pixelEntropy(input, common, { eps });
  const isMulticlass = task === 'multiclass';
  // The probability of foreground, which is what is wrong with the background, and whether the truth is foreground.
  const alarm = isMulticlass ? tf.sub(1, tf.slice(probabilities, [0, 0, 0], [-1, -1, 1])) : probabilities;
  const isForeground = isMulticlass ? tf.sub(1, tf.slice(truth, [0, 0, 0], [-1, -1, 1])) : truth;
  const fading = tf.mul(tf.pow(tf.clipByValue(alarm, eps, 1), gamma), 1 - delta);
  const factor = tf.add(tf.mul(isForeground, delta), tf.mul(tf.sub(1, isForeground), fading));
  const classWeight = isMulticlass ? tf.sum(tf.mul(truth, weights), 2, true) : weights;
  const terms = tf.mul<tf.Tensor3D>(tf.mul(entropy, factor), classWeight);
  return tf.div(tf.sum(weigh(terms, input)), countEntries(terms, input));
}

function asymmetricTversky(input: LossInput, common: CommonOptions, { delta, gamma, eps }: Settings): tf.Scalar {
  const { task, channels, truth, mass } = input;
  const { intersection, predicted, present } = overlap(input, { perImage: true }); // [N,K]
  const falsePositives = tf.sub(predicted, intersection);
  const falseNegatives = tf.sub(present, intersection);
  const miss = (hits: tf.Tensor, alarms: tf.Tensor, misses: tf.Tensor): tf.Tensor2D => {
    const errors = tf.add(tf.mul(misses, delta), tf.mul(alarms, 1 - delta));
    return tf.div(errors, tf.add(tf.add(hits, errors), eps)); // 1 − TI
  };
  const enhance = (loss: tf.Tensor2D): tf.Tensor2D => tf.pow(tf.clipByValue(loss, eps, 1), 1 - gamma);
  const weights = rowWeights(input, channelWeights(common, 'all', channels), true);
  const foreground = miss(intersection, falsePositives, falseNegatives);
  if (task === 'multiclass') {
    const [first, others] = tf.split<tf.Tensor2D>(foreground, [1, channels - 1], 1);
    return meanOfRows(tf.concat([first, enhance(others)], 1), weights);
  }
  const counted = sumPictures(tf.ones(truth.shape), input, mass);
  const quiet = tf.sub(tf.sub(counted, present), falsePositives); // Σ(1−p)(1−t)
  const background = miss(quiet, falseNegatives, falsePositives);
  return meanOfRows(tf.div(tf.add(background, enhance(foreground)), 2), weights);
}
