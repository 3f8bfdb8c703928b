import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf } from '../core/options.js';
import { type ClassChoice, channelWeights, checkClassChoice, meanOfRows, rowWeights } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';
import { type Overlap, overlap } from './overlap.js';

/** What the losses of overlap (Dice, Jaccard, Tversky) can be told. */
export interface OverlapLossOptions extends LossOptions {
  /** Added to both sides of the fraction. With 0, empty and perfectly empty cost 1. Default 1. */
  readonly smooth?: number;
  /** The smallest denominator, and the smallest argument of the logarithm. Default 1e-7. */
  readonly eps?: number;
  /** `−log score` in place of `1 − score`. Default `false`. */
  readonly logLoss?: boolean;
  /** The classes that count. Default `'all'`. */
  readonly classes?: ClassChoice;
  /** One score a picture, then their mean, in place of one score of the batch. Default `false`. */
  readonly perImage?: boolean;
  /**
   * What a class costs that has no true pixel (in the batch, or in the picture with `perImage`): `keep` no special
   * case, so that predicting it costs something (the default); `zero` nothing, and it counts in the mean; `skip` it is
   * left out of the mean.
   */
  readonly absentClass?: 'keep' | 'zero' | 'skip';
  /** How truth between 0 and 1 meets the prediction: `product` p·t (default), `minimum` min(p, t). */
  readonly softTarget?: 'product' | 'minimum';
}

/** The parts in which the losses of overlap differ. */
export interface OverlapForm {
  /** The weight of false positives in the denominator. */
  readonly alpha: number;
  /** The weight of false negatives. */
  readonly beta: number;
  /** Sums of squares in the denominator. */
  readonly squared?: boolean;
  /** Changes the loss of every class before the mean. */
  readonly onClasses?: (loss: tf.Tensor2D) => tf.Tensor2D;
  /** Changes the mean. */
  readonly onMean?: (loss: tf.Scalar) => tf.Scalar;
}

export const overlapOptionNames = ['smooth', 'eps', 'logLoss', 'classes', 'perImage', 'absentClass', 'softTarget'];

/** Makes a loss of `score = (I + s) / max(I + α·FP + β·FN + s, ε)`. */
export function overlapLoss(
  lossName: string,
  options: OverlapLossOptions,
  form: OverlapForm,
  ownNames: readonly string[] = [],
): Loss {
  const common = readLossOptions(lossName, options, [...overlapOptionNames, ...ownNames]);
  const { smooth = 1, eps = 1e-7, logLoss = false, classes = 'all', perImage = false } = options;
  const { absentClass = 'keep', softTarget = 'product' } = options;
  checkNumber(lossName, 'smooth', smooth, { min: 0 });
  checkNumber(lossName, 'eps', eps, { min: Number.MIN_VALUE });
  checkOneOf(lossName, 'logLoss', logLoss, [true, false]);
  checkOneOf(lossName, 'perImage', perImage, [true, false]);
  checkOneOf(lossName, 'absentClass', absentClass, ['keep', 'zero', 'skip']);
  checkOneOf(lossName, 'softTarget', softTarget, ['product', 'minimum']);
  checkClassChoice(common, classes);
  const counting = { squared: form.squared, softTarget, perImage };

  return defineLoss(common, (input) => {
    const counts = overlap(input, counting);
    const score = overlapScore(counts, { ...form, smooth, eps });
    const plain: tf.Tensor2D = logLoss ? tf.neg(tf.log(tf.maximum<tf.Tensor2D>(score, eps))) : tf.sub(1, score);
    const loss = form.onClasses ? form.onClasses(plain) : plain;

    const isPresent = tf.cast(tf.greater(counts.present, 0), 'float32');
    const weights = rowWeights(input, channelWeights(common, classes, input.channels), perImage); // [N|1,K]
    const cost: tf.Tensor2D = absentClass === 'zero' ? tf.mul(loss, isPresent) : loss;
    const mean = meanOfRows(cost, absentClass === 'skip' ? tf.mul(weights, isPresent) : weights);
    return form.onMean ? form.onMean(mean) : mean;
  });
}

/** The score of every class, 1 where prediction and truth agree. */
function overlapScore(
  { intersection, predicted, present }: Overlap,
  { alpha, beta, smooth, eps }: { alpha: number; beta: number; smooth: number; eps: number },
): tf.Tensor {
  const falsePositives = tf.sub(predicted, intersection);
  const falseNegatives = tf.sub(present, intersection);
  const denominator = tf.addN([
    intersection,
    tf.mul(falsePositives, alpha),
    tf.mul(falseNegatives, beta),
    tf.fill(intersection.shape, smooth),
  ]);
  return tf.div(tf.add(intersection, smooth), tf.maximum(denominator, eps));
}
