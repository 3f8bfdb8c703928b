import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf } from '../core/options.js';
import { type ClassChoice, channelWeights, checkClassChoice, meanOfRows, rowWeights } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';
import { overlap } from './overlap.js';

/** Options of {@link generalizedDiceLoss}. */
export interface GeneralizedDiceLossOptions extends LossOptions {
  /** The weight of a class with T true pixels: `square` 1/T² (default), `simple` 1/T, `uniform` 1. */
  readonly weightType?: 'square' | 'simple' | 'uniform';
  /** Added to both sides of the fraction. Default 1e-8. */
  readonly smooth?: number;
  /** The classes that count. Default `'all'`. */
  readonly classes?: ClassChoice;
  /** One fraction a picture (default), or one of the batch. */
  readonly perImage?: boolean;
}

/**
 * Generalized Dice: one fraction over all classes, in which small classes weigh as much as large ones.
 *
 * `1 − (2·Σₖ wₖIₖ + s) / (Σₖ wₖ(Σp + Σt)ₖ + s)` with `wₖ = 1/Tₖ²` (or 1/T, or 1), T the true pixels of the class; the
 * mean over pictures. A class without true pixels has the largest weight of the others in its fraction. `classWeights`
 * multiply the weights. The fraction has the size of 1/T, so that a `smooth` of 1e-5, as others have it, would already
 * bend it for a class of 10 000 pixels.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Sudre et al., "Generalised Dice Overlap as a Deep Learning Loss Function for Highly Unbalanced Segmentations", 2017.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { generalizedDiceLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = generalizedDiceLoss({ task: 'multiclass' });
 * const yTrue = tf.tensor3d([[[0, 0, 0, 1]]], [1, 1, 4], 'int32');
 * const logits = tf.mul(tf.oneHot(yTrue, 2), 20);
 * console.log(loss(yTrue, logits).dataSync()[0] < 1e-4); // true
 * ```
 */
export function generalizedDiceLoss(options: GeneralizedDiceLossOptions = {}): Loss {
  const common = readLossOptions('generalizedDiceLoss', options, ['weightType', 'smooth', 'classes', 'perImage']);
  const { weightType = 'square', smooth = 1e-8, classes = 'all', perImage = true } = options;
  const { lossName } = common;
  checkOneOf(lossName, 'weightType', weightType, ['square', 'simple', 'uniform']);
  checkNumber(lossName, 'smooth', smooth, { min: 0 });
  checkOneOf(lossName, 'perImage', perImage, [true, false]);
  checkClassChoice(common, classes);
  const power = { square: 2, simple: 1, uniform: 0 }[weightType];

  return defineLoss(common, (input) => {
    const { intersection, predicted, present } = overlap(input, { perImage });
    const chosen = rowWeights(input, channelWeights(common, classes, input.channels), perImage); // [N|1,K]
    const weights = tf.mul(volumeWeights(present, tf.greater(chosen, 0), power), chosen);
    const sum = (counts: tf.Tensor): tf.Tensor2D => tf.sum(tf.mul(counts, weights), 1, true); // [N|1,1]
    const size = tf.add(sum(tf.add(predicted, present)), smooth);
    const score = tf.div(tf.add(tf.mul(sum(intersection), 2), smooth), tf.maximum(size, Number.EPSILON));
    const counts = tf.max<tf.Tensor2D>(chosen, 1, true); // 0 for a picture without valid pixels
    return meanOfRows(tf.sub(1, score), counts);
  });
}

/** `1/T^power`, and for a class without true pixels the largest of the row, or 1 if none has any. */
function volumeWeights(present: tf.Tensor2D, isChosen: tf.Tensor, power: number): tf.Tensor {
  const hasPixels = tf.logicalAnd(tf.greater(present, 0), isChosen);
  const finite = tf.where(hasPixels, tf.pow(tf.maximum(present, 1e-20), -power), tf.zeros(present.shape));
  const largest = tf.max(finite, 1, true); // [N|1,1]
  const filler = tf.where(tf.greater(largest, 0), largest, tf.ones(largest.shape));
  return tf.where(hasPixels, finite, tf.mul(tf.ones(present.shape), filler));
}
