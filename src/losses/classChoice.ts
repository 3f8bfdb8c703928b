import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../core/errors.js';
import type { LossInput } from './lossInput.js';
import { type CommonOptions, checkChannelCount } from './lossOptions.js';
import { sumPictures, sumRows } from './overlap.js';

/** Which classes count: `all`, `foreground` (of `multiclass` all but class 0, else all), or those of a list. */
export type ClassChoice = 'all' | 'foreground' | readonly number[];

/** Refuses whatever is no choice of classes. */
export function checkClassChoice(
  { lossName, task }: CommonOptions,
  classes: unknown,
  words = ['all', 'foreground'],
): void {
  if (typeof classes === 'string' && words.includes(classes)) return;
  if (task === 'binary') {
    throw new OptionError(`${lossName}: classes chooses channels of yPred, and task 'binary' has one. Leave it out.`, {
      option: 'classes',
      value: classes,
    });
  }
  const isList = Array.isArray(classes) && classes.length > 0 && new Set(classes).size === classes.length;
  if (isList && classes.every((index) => Number.isInteger(index) && index >= 0)) return;
  throw new OptionError(
    `${lossName}: classes is ${JSON.stringify(classes)}. Give ${words.map((word) => `'${word}'`).join(', ')}, or an array ` +
      `of different class indices, such as [1, 2].`,
    { option: 'classes', value: classes },
  );
}

/** How much every channel counts: its class weight, or 0 if it was not chosen. */
export function channelWeights(
  { lossName, task, classWeights }: Pick<CommonOptions, 'lossName' | 'task' | 'classWeights'>,
  classes: ClassChoice,
  channels: number,
): number[] {
  if (classWeights) checkChannelCount(lossName, 'classWeights', classWeights, channels);
  const isList = typeof classes !== 'string';
  const missing = isList ? classes.find((index) => index >= channels) : undefined;
  if (missing !== undefined) {
    throw new OptionError(
      `${lossName}: classes names class ${missing}, but yPred has ${channels} channels: 0 … ${channels - 1}.`,
      { option: 'classes', value: classes },
    );
  }
  const counts = (k: number): boolean =>
    isList ? classes.includes(k) : task !== 'multiclass' || k > 0 || classes !== 'foreground';
  return Array.from({ length: channels }, (_, k) => (counts(k) ? (classWeights?.[k] ?? 1) : 0));
}

/** How much every class of every row counts, `[N|1,K]`: the weight of its channel, or 0 if it has no valid pixel. */
export function rowWeights(input: LossInput, weights: readonly number[], perImage: boolean): tf.Tensor2D {
  const { mass, batch } = input;
  const row = tf.tensor2d([[...weights]]);
  if (!mass) return perImage ? tf.matMul(tf.ones([batch, 1]), row) : row;
  const counted = sumRows(sumPictures(mass, input), perImage); // [N|1,1|K]
  return tf.mul(tf.cast(tf.greater(counted, 0), 'float32'), row);
}

/** The weighted mean of every row, `Σ w·x / Σ w`, then the mean over rows with any weight; 0 if there is none. */
export function meanOfRows(x: tf.Tensor2D, weights: tf.Tensor2D): tf.Scalar {
  const totals = tf.sum(weights, 1); // [N|1]
  const hasWeight = tf.greater(totals, 0);
  const means = tf.div(tf.sum(tf.mul(x, weights), 1), tf.where(hasWeight, totals, tf.ones(totals.shape)));
  const rows = tf.maximum(tf.sum(tf.cast(hasWeight, 'float32')), 1);
  return tf.div(tf.sum(means), rows); // rows without weight have mean 0
}
