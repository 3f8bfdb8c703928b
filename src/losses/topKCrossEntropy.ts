import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../core/options.js';
import { defineLoss } from './defineLoss.js';
import { hardPixels, largestMask } from './hardPixels.js';
import type { Loss } from './loss.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';

/** Options of {@link topKCrossEntropy}. */
export interface TopKCrossEntropyOptions extends LossOptions {
  /** The share of the valid pixels that count, in percent. Default 10. */
  readonly k?: number;
  /** Probabilities are clipped to `[eps, 1 − eps]`; logits need no clipping. Default 1e-7. */
  readonly eps?: number;
}

/**
 * Cross-entropy of the hardest pixels alone: the mean of the k percent largest pixel losses of the batch.
 *
 * `max(1, ⌊k/100 · valid pixels⌋)` of them count; for `multilabel` channels of pixels take their place. Class and pixel
 * weights multiply the losses before they are ranked. With `k: 100` it is plain cross-entropy (`binaryCrossEntropy` for
 * `binary` and `multilabel`).
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Wu et al., "Bridging Category-level and Instance-level Semantic Image Segmentation", 2016; and nnU-Net, which
 *   counts ignored pixels too.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { topKCrossEntropy } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = topKCrossEntropy({ k: 50 });
 * const yTrue = tf.tensor3d([[[1, 1]]], [1, 1, 2], 'int32');
 * const logits = tf.tensor4d([9, 0], [1, 1, 2, 1]);
 * console.log(loss(yTrue, logits).dataSync()[0].toFixed(4)); // 0.6931: the undecided pixel alone
 * ```
 */
export function topKCrossEntropy(options: TopKCrossEntropyOptions = {}): Loss {
  const common = readLossOptions('topKCrossEntropy', options, ['k', 'eps']);
  const { k = 10, eps = 1e-7 } = options;
  checkNumber('topKCrossEntropy', 'k', k, { min: Number.MIN_VALUE, max: 100 });
  checkNumber('topKCrossEntropy', 'eps', eps, { min: Number.MIN_VALUE, max: 0.5 });

  return defineLoss(common, (input) => {
    const { loss, count } = hardPixels(input, common, eps);
    const kept = Math.max(1, Math.floor((k / 100) * count));
    return tf.div(tf.sum(tf.mul(loss, largestMask(loss, kept))), kept);
  });
}
