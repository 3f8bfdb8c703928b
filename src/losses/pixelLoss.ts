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
  /** Makes the focal factors in `loss`, in its shape. */
  readonly factor?: () => tf.Tensor3D;
}

export const pixelOptionNames = ['reduction', 'normalization'];

/** Makes a loss of the terms of its pixels. */
export function pixelLoss(
  common: CommonOptions,
  { reduction = 'mean', normalization = 'pixels' }: { readonly reduction?: string; readonly normalization?: string },
  terms: (input: LossInput) => PixelTerms,
  normalizations: readonly string[] = ['pixels', 'weights'],
): PixelLoss {
  const { lossName } = common;
  checkOneOf(lossName, 'reduction', reduction, ['mean', 'sum']);
  checkOneOf(lossName, 'normalization', normalization, normalizations);
  const loss = defineLoss(common, (input) => {
    const entries = terms(input);
    const sum = tf.sum(weigh(entries.loss, input)) as tf.Scalar;
    return reduction === 'sum' ? sum : tf.div(sum, denominator(entries, input, normalization));
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
export function weigh(terms: tf.Tensor3D, { mass }: LossInput): tf.Tensor3D {
  return mass ? tf.mul(terms, spread(mass, terms.shape[2])) : terms;
}

/** The number of valid entries, at least 1. */
export function countEntries(terms: tf.Tensor3D, { valid }: LossInput): tf.Scalar {
  if (!valid) return tf.scalar(terms.size);
  return tf.maximum(tf.mul(tf.sum(valid), terms.shape[2] / valid.shape[2]), 1);
}

/** What the sum of the terms is divided by. Never 0. */
function denominator(
  { loss, classWeight = tf.scalar(1), factor }: PixelTerms,
  input: LossInput,
  normalization: string,
): tf.Scalar {
  if (normalization === 'factors' && factor) return tf.maximum(tf.sum(weigh(factor(), input)), 1e-7);
  if (normalization === 'weights') {
    const total = tf.sum(weigh(tf.mul(tf.ones(loss.shape), classWeight), input)) as tf.Scalar;
    return tf.where(tf.greater(total, 0), total, tf.scalar(1)) as tf.Scalar;
  }
  const entries = countEntries(loss, input);
  return normalization === 'elements' ? tf.mul(entries, input.channels / loss.shape[2]) : entries;
}
