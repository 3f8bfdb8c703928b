import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf } from '../core/options.js';
import { defineLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import type { LossInput } from './lossInput.js';
import {
  type CommonOptions,
  checkChannelCount,
  checkClasses,
  type LossOptions,
  readLossOptions,
} from './lossOptions.js';
import { type Overlap, overlap, sumPictures, sumRows } from './overlap.js';

/** What the losses of overlap (Dice, Jaccard, Tversky) can be told. */
export interface OverlapLossOptions extends LossOptions {
  /** Added to both sides of the fraction. With 0, empty and perfectly empty cost 1. Default 1. */
  readonly smooth?: number;
  /** The smallest denominator, and the smallest argument of the logarithm. Default 1e-7. */
  readonly eps?: number;
  /** `−log score` in place of `1 − score`. Default `false`. */
  readonly logLoss?: boolean;
  /** The classes that count; all of them by default. */
  readonly classes?: readonly number[];
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
  const { smooth = 1, eps = 1e-7, logLoss = false, classes, perImage = false } = options;
  const { absentClass = 'keep', softTarget = 'product' } = options;
  checkNumber(lossName, 'smooth', smooth, { min: 0 });
  checkNumber(lossName, 'eps', eps, { min: Number.MIN_VALUE });
  checkOneOf(lossName, 'logLoss', logLoss, [true, false]);
  checkOneOf(lossName, 'perImage', perImage, [true, false]);
  checkOneOf(lossName, 'absentClass', absentClass, ['keep', 'zero', 'skip']);
  checkOneOf(lossName, 'softTarget', softTarget, ['product', 'minimum']);
  if (classes !== undefined) checkClassChoice(common, classes);
  const counting = { squared: form.squared, softTarget, perImage };

  return defineLoss(common, (input) => {
    const counts = overlap(input, counting);
    const score = overlapScore(counts, { ...form, smooth, eps });
    const plain = logLoss ? tf.neg(tf.log(tf.maximum(score, eps))) : tf.sub(1, score);
    const loss = form.onClasses ? form.onClasses(plain as tf.Tensor2D) : plain;

    const isPresent = tf.cast(tf.greater(counts.present, 0), 'float32');
    const weights = entryWeights(input, common, classes, perImage); // [N|1,K]
    const cost = absentClass === 'zero' ? tf.mul(loss, isPresent) : loss;
    const mean = weightedMean(cost, absentClass === 'skip' ? tf.mul(weights, isPresent) : weights);
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

/**
 * How much every class of every row counts, `[N|1,K]`: its class weight, or 0 if it was not chosen or has no valid
 * pixel.
 */
export function entryWeights(
  input: LossInput,
  { lossName, classWeights }: Pick<CommonOptions, 'lossName' | 'classWeights'>,
  classes: readonly number[] | undefined,
  perImage: boolean,
): tf.Tensor2D {
  const { channels, mass, batch } = input;
  if (classWeights) checkChannelCount(lossName, 'classWeights', classWeights, channels);
  const missing = classes?.find((index) => index >= channels);
  if (missing !== undefined) {
    throw new OptionError(
      `${lossName}: classes names class ${missing}, but yPred has ${channels} channels: 0 … ${channels - 1}.`,
      { option: 'classes', value: classes },
    );
  }
  const weights = Array.from({ length: channels }, (_, k) =>
    classes && !classes.includes(k) ? 0 : (classWeights?.[k] ?? 1),
  );
  const row = tf.tensor2d([weights]);
  if (!mass) return perImage ? tf.matMul(tf.ones([batch, 1]), row) : row;
  const counted = sumRows(sumPictures(mass, input), perImage); // [N|1,1|K]
  return tf.mul(tf.cast(tf.greater(counted, 0), 'float32'), row);
}

/** `Σ w·x / Σ w`, and 0 if nothing counts. */
export function weightedMean(x: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  const total = tf.sum(weights);
  const safe = tf.where(tf.greater(total, 0), total, tf.scalar(1));
  return tf.div(tf.sum(tf.mul(x, weights)), safe);
}

function checkClassChoice({ lossName, task }: CommonOptions, classes: readonly number[]): void {
  if (task === 'binary') {
    throw new OptionError(`${lossName}: classes chooses channels of yPred, and task 'binary' has one. Leave it out.`, {
      option: 'classes',
      value: classes,
    });
  }
  checkClasses(lossName, classes);
}
