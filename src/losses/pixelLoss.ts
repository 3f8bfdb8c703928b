import * as tf from '@tensorflow/tfjs-core';
import { checkOneOf } from '../core/options.js';
import { defineLoss, inputPreparer } from './defineLoss.js';
import type { PixelLoss } from './loss.js';
import { type LossInput, spread } from './lossInput.js';
import type { CommonOptions, LossOptions } from './lossOptions.js';

/** What losses that add up pixels can be told. */
export interface PixelLossOptions extends LossOptions {
  /** The mean over valid pixels (default), or their sum. */
  readonly reduction?: 'mean' | 'sum';
  /**
   * What a mean divides by: `pixels` the number of valid pixels (default), `weights` the sum of their weights, class
   * weights times pixel weights, as PyTorch does.
   */
  readonly normalization?: 'pixels' | 'weights';
}

/** What a pixel loss adds up: one number an entry, an entry being a pixel or a channel of one. */
export interface PixelTerms {
  /** `[N,P,1]` or `[N,P,K]`, with class weights, without validity and pixel weights. */
  readonly loss: tf.Tensor3D;
  /** The class weights in `loss`, in a shape that fits it. Absent: 1. */
  readonly classWeight?: tf.Tensor | undefined;
}

export const pixelOptionNames = ['reduction', 'normalization'];

/** Makes a loss of the terms of its pixels. */
export function pixelLoss(
  common: CommonOptions,
  { reduction = 'mean', normalization = 'pixels' }: PixelLossOptions,
  terms: (input: LossInput) => PixelTerms,
): PixelLoss {
  const { lossName } = common;
  checkOneOf(lossName, 'reduction', reduction, ['mean', 'sum']);
  checkOneOf(lossName, 'normalization', normalization, ['pixels', 'weights']);
  const loss = defineLoss(common, (input) => {
    const { loss, classWeight } = terms(input);
    const sum = tf.sum(weigh(loss, input)) as tf.Scalar;
    if (reduction === 'sum') return sum;
    return tf.div(sum, normalization === 'pixels' ? countEntries(loss, input) : sumWeights(loss, input, classWeight));
  });
  const prepare = inputPreparer(common);
  const map = (yTrue: tf.Tensor, yPred: tf.Tensor, weight?: tf.Tensor): tf.Tensor =>
    tf.tidy(() => {
      const { input } = prepare(yTrue, yPred, weight);
      const { batch, height, width } = input;
      const { loss } = terms(input);
      const isPerChannel = loss.shape[2] > 1 || common.task === 'multilabel';
      return tf.reshape(weigh(loss, input), [batch, height, width, ...(isPerChannel ? [loss.shape[2]] : [])]);
    });
  return Object.assign(loss, { map });
}

/** Terms times validity and pixel weight. */
export function weigh(loss: tf.Tensor3D, { mass }: LossInput): tf.Tensor3D {
  return mass ? tf.mul(loss, spread(mass, loss.shape[2])) : loss;
}

/** The number of valid entries, at least 1. */
export function countEntries(loss: tf.Tensor3D, { valid }: LossInput): tf.Scalar {
  if (!valid) return tf.scalar(loss.size);
  return tf.maximum(tf.mul(tf.sum(valid), loss.shape[2] / valid.shape[2]), 1);
}

/** The sum of all weights, or 1 if that is 0. */
function sumWeights(loss: tf.Tensor3D, input: LossInput, classWeight: tf.Tensor | undefined): tf.Scalar {
  const weights = weigh(tf.mul(tf.ones(loss.shape), classWeight ?? 1), input);
  const total = tf.sum(weights) as tf.Scalar;
  return tf.where(tf.greater(total, 0), total, tf.scalar(1)) as tf.Scalar;
}
