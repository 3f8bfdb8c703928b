import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf } from '../core/options.js';
import { handGradient } from './handGradient.js';
import type { PixelLoss } from './loss.js';
import type { LossInput } from './lossInput.js';
import { checkChannelCount, checkNumbers, type LossOptions, readLossOptions } from './lossOptions.js';
import { pixelEntropy } from './pixelEntropy.js';
import { type PixelTerms, pixelLoss, pixelOptionNames } from './pixelLoss.js';

/** Options of {@link focalLoss}. */
export interface FocalLossOptions extends LossOptions {
  /** How strongly easy pixels fade; 0 is plain cross-entropy. Default 2. */
  readonly gamma?: number;
  /**
   * The share of the true class. With sigmoids: α for true entries, 1 − α for the others, one number or one a channel.
   * With softmax: one number a class, or one number for all classes but class 0, which gets 1 − α. Default: none.
   */
  readonly alpha?: number | readonly number[];
  /** For `multiclass`: one softmax (default), or one sigmoid a class against the rest. */
  readonly form?: 'softmax' | 'oneVsRest';
  /** True-class probabilities below this do not fade, those above fade relative to it ("reduced focal loss"). */
  readonly reducedThreshold?: number;
  /** The mean over valid pixels (default), or their sum. */
  readonly reduction?: 'mean' | 'sum';
  /**
   * What a mean divides by: `pixels` the number of valid entries (default; an entry is a pixel, or a channel of one
   * where each has a sigmoid of its own), `weights` the sum of their weights, `factors` the sum of the focal factors,
   * `elements` pixels times classes whatever the form.
   */
  readonly normalization?: 'pixels' | 'weights' | 'factors' | 'elements';
  /** Probabilities are clipped to `[eps, 1 − eps]`; logits need no clipping. Default 1e-7. */
  readonly eps?: number;
}

/**
 * Focal loss: cross-entropy in which pixels that are right already fade, so that the many easy ones do not drown the few
 * hard ones.
 *
 * `−α·(1 − p)^γ·log p`, with p the probability of what is true of the pixel: of the true class (softmax), or of a
 * channel being as it is (sigmoid, for `binary`, `multilabel` and `oneVsRest`).
 *
 * Its gradient is written by hand, since that of `(1 − p)^γ` alone is infinite at p = 1 for γ < 1.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017.
 * @see Sergievskiy and Ponamarev, "Reduced Focal Loss", 2019.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { focalLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = focalLoss({ gamma: 2, alpha: 0.25 });
 * const yTrue = tf.tensor3d([[[1]]], [1, 1, 1], 'int32');
 * console.log(loss(yTrue, tf.zeros([1, 1, 1, 1])).dataSync()[0].toFixed(4)); // 0.0433: 0.25 · 0.5² · log 2
 * ```
 */
export function focalLoss(options: FocalLossOptions = {}): PixelLoss {
  const own = [...pixelOptionNames, 'gamma', 'alpha', 'form', 'reducedThreshold', 'eps'];
  const common = readLossOptions('focalLoss', options, own);
  const { lossName, task, classWeights } = common;
  const { gamma = 2, alpha, form, reducedThreshold, eps = 1e-7 } = options;
  checkNumber(lossName, 'gamma', gamma, { min: 0 });
  checkNumber(lossName, 'eps', eps, { min: Number.MIN_VALUE, max: 0.5 });
  if (reducedThreshold !== undefined) {
    checkNumber(lossName, 'reducedThreshold', reducedThreshold, { min: Number.MIN_VALUE, max: 1 });
  }
  checkForm(task, form);
  const oneVsRest = form === 'oneVsRest';
  const isSoftmax = task === 'multiclass' && !oneVsRest;
  checkAlpha(alpha, isSoftmax);
  const shape = { gamma, reducedThreshold };

  const terms = (input: LossInput): PixelTerms => {
    const { truth, channels } = input;
    if (classWeights) checkChannelCount(lossName, 'classWeights', classWeights, channels);
    if (Array.isArray(alpha)) checkChannelCount(lossName, 'alpha', alpha, channels);
    const entropy = pixelEntropy(input, common, { eps, oneVsRest });
    const perClass = (weights: readonly number[]): tf.Tensor =>
      isSoftmax ? tf.sum(tf.mul(truth, tf.tensor1d([...weights])), 2, true) : tf.tensor1d([...weights]);
    const shares =
      alpha === undefined ? undefined : isSoftmax ? perClass(classShares(alpha, channels)) : share(truth, alpha);
    const classWeight = classWeights && perClass(classWeights);
    const focal = [shares, classWeight].reduce<tf.Tensor>(
      (loss, weights) => (weights ? tf.mul(loss, weights) : loss),
      focalTerm(entropy, shape),
    );
    return { loss: focal as tf.Tensor3D, classWeight, factor: () => focalFactor(entropy, shape) };
  };
  return pixelLoss(common, options, terms, ['pixels', 'weights', 'factors', 'elements']);
}

interface FocalShape {
  readonly gamma: number;
  readonly reducedThreshold: number | undefined;
}

/** `f(L)·L` of the entropy `L = −log p`, with the factor f below. Its derivative is `f + L·f′`. */
function focalTerm(entropy: tf.Tensor3D, shape: FocalShape): tf.Tensor3D {
  return handGradient(entropy, {
    constants: [],
    forward: (x) => tf.mul(factorOf(x, shape), x),
    backward: (dy, x) => tf.mul(dy, tf.add(factorOf(x, shape), tf.mul(x, slopeOf(x, shape)))),
  });
}

/** The factor `f(L) = (1 − p)^γ` alone. */
function focalFactor(entropy: tf.Tensor3D, shape: FocalShape): tf.Tensor3D {
  return handGradient(entropy, {
    constants: [],
    forward: (x) => factorOf(x, shape),
    backward: (dy, x) => tf.mul(dy, slopeOf(x, shape)),
  });
}

/** `(1 − p)^γ`, or `((1 − p)/threshold)^γ` above the threshold and 1 below. */
function factorOf(entropy: tf.Tensor3D, { gamma, reducedThreshold = 1 }: FocalShape): tf.Tensor3D {
  const miss = tf.neg(tf.expm1(tf.neg(entropy))); // 1 − p, exact for p close to 1
  const factor: tf.Tensor3D = tf.pow(tf.div(miss, reducedThreshold), gamma);
  return reducedThreshold === 1 ? factor : tf.where(isBelow(miss, reducedThreshold), tf.ones(miss.shape), factor);
}

/** `f′(L) = γ·f·p / (1 − p)`, and 0 below the threshold. */
function slopeOf(entropy: tf.Tensor3D, shape: FocalShape): tf.Tensor3D {
  const { gamma, reducedThreshold = 1 } = shape;
  const miss = tf.neg(tf.expm1(tf.neg(entropy)));
  const ratio = tf.div(tf.mul(tf.sub(1, miss), gamma), tf.clipByValue(miss, 1e-30, 1));
  const slope: tf.Tensor3D = tf.mul(factorOf(entropy, shape), ratio);
  return reducedThreshold === 1 ? slope : tf.where(isBelow(miss, reducedThreshold), tf.zeros(miss.shape), slope);
}

function isBelow(miss: tf.Tensor3D, threshold: number): tf.Tensor3D {
  return tf.greater(miss, 1 - threshold);
}

/** `α·t + (1 − α)·(1 − t)` for every entry. */
function share(truth: tf.Tensor3D, alpha: number | readonly number[]): tf.Tensor {
  const row = tf.tensor1d(typeof alpha === 'number' ? [alpha] : [...alpha]);
  return tf.add(tf.mul(truth, tf.sub(tf.mul(row, 2), 1)), tf.sub(1, row));
}

function classShares(alpha: number | readonly number[], channels: number): readonly number[] {
  if (typeof alpha !== 'number') return alpha;
  return Array.from({ length: channels }, (_, k) => (k === 0 ? 1 - alpha : alpha));
}

function checkForm(task: string, form: FocalLossOptions['form']): void {
  if (form === undefined) return;
  checkOneOf('focalLoss', 'form', form, ['softmax', 'oneVsRest']);
  if (task === 'multiclass') return;
  throw new OptionError(
    `focalLoss: form is for task 'multiclass'; task '${task}' has one sigmoid a channel. Leave it out.`,
    {
      option: 'form',
      value: form,
    },
  );
}

function checkAlpha(alpha: FocalLossOptions['alpha'], isSoftmax: boolean): void {
  if (alpha === undefined) return;
  if (typeof alpha !== 'number') checkNumbers('focalLoss', 'alpha', alpha);
  if (typeof alpha !== 'number' && isSoftmax) return; // weights of classes, which may exceed 1
  for (const share of typeof alpha === 'number' ? [alpha] : alpha) {
    checkNumber('focalLoss', 'alpha', share, { min: 0, max: 1 });
  }
}
