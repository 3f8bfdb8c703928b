import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../core/options.js';
import { withoutGradient } from '../ops/stopGradient.js';
import { defineLoss } from './defineLoss.js';
import { hardPixels } from './hardPixels.js';
import type { Loss } from './loss.js';
import { type LossInput, spread } from './lossInput.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';

/** Options of {@link ohemCrossEntropy}. */
export interface OhemCrossEntropyOptions extends LossOptions {
  /** Pixels whose true class has a lower probability count. Default 0.7. */
  readonly threshold?: number;
  /** How many pixels of the batch count in any case, the hardest ones. Default 1. */
  readonly minKept?: number;
  /** Probabilities are clipped to `[eps, 1 − eps]`; logits need no clipping. Default 1e-7. */
  readonly eps?: number;
}

/**
 * Cross-entropy with online hard example mining: the mean over the pixels that are not yet right.
 *
 * Of the probabilities p of what is true of each valid pixel, those count that are below `max(threshold, p₍ₘ₎)`, where
 * p₍ₘ₎ is the one at index m = `minKept` of the sorted ones: all that are below the threshold, and at least m. For
 * `multilabel` channels of pixels take the place of pixels. Weights multiply the losses and do not change the choice.
 * If none is below, the loss is 0.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Shrivastava et al., "Training Region-based Object Detectors with Online Hard Example Mining", CVPR 2016.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { ohemCrossEntropy } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = ohemCrossEntropy({ threshold: 0.7, minKept: 1 });
 * const yTrue = tf.tensor3d([[[1, 1]]], [1, 1, 2], 'int32');
 * const logits = tf.tensor4d([9, 0], [1, 1, 2, 1]);
 * console.log(loss(yTrue, logits).dataSync()[0].toFixed(4)); // 0.6931: the undecided pixel alone
 * ```
 */
export function ohemCrossEntropy(options: OhemCrossEntropyOptions = {}): Loss {
  const common = readLossOptions('ohemCrossEntropy', options, ['threshold', 'minKept', 'eps']);
  const { threshold = 0.7, minKept = 1, eps = 1e-7 } = options;
  checkNumber('ohemCrossEntropy', 'threshold', threshold, { min: 0, max: 1 });
  checkNumber('ohemCrossEntropy', 'minKept', minKept, { min: 0, integer: true });
  checkNumber('ohemCrossEntropy', 'eps', eps, { min: Number.MIN_VALUE, max: 0.5 });

  return defineLoss(common, (input) => {
    const { entropy, loss, count } = hardPixels(input, common, eps);
    const mask = hardMask(entropy, input, { threshold, index: Math.max(0, Math.min(minKept, count - 1)) });
    return tf.div(tf.sum(tf.mul(loss, mask)), tf.maximum(tf.sum(mask), 1));
  });
}

/** 1 for valid entries with a probability below the threshold and below that at the index, else 0. */
function hardMask(
  entropy: tf.Tensor3D,
  { valid }: LossInput,
  { threshold, index }: { readonly threshold: number; readonly index: number },
): tf.Tensor3D {
  return withoutGradient(() => {
    const isValid = valid && tf.cast(spread(valid, entropy.shape[2]), 'bool');
    const truly = tf.exp(tf.neg(entropy)); // the probability of what is true
    const p = isValid ? tf.where(isValid, truly, tf.fill(truly.shape, 2)) : truly; // ignored entries come last
    const { values } = tf.topk(tf.neg(tf.reshape(p, [-1])), index + 1);
    const limit = tf.maximum(tf.neg(tf.slice(values, index, 1)), threshold);
    return tf.cast(tf.logicalAnd(tf.less(p, limit), tf.lessEqual(p, 1)), 'float32') as tf.Tensor3D;
  });
}
