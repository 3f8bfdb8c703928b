import type { Loss } from './loss.js';
import { type OverlapLossOptions, overlapLoss } from './overlapLoss.js';

/** Options of {@link jaccardLoss}. */
export interface JaccardLossOptions extends OverlapLossOptions {}

/**
 * Soft Jaccard: one minus intersection over union.
 *
 * `1 − (I + s) / max(Σp + Σt − I + s, ε)` with `I = Σp·t`, for every class, over the batch or per image; then the mean
 * over classes, weighted by `classWeights`. From 0 (perfect) to 1, and never below Dice. Ignored pixels, pixel weights
 * and classes without valid pixels are treated as in {@link diceLoss}.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Rahman and Wang, "Optimizing Intersection-Over-Union in Deep Neural Networks for Image Segmentation", 2016.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { jaccardLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = jaccardLoss({ fromLogits: false, smooth: 0 });
 * const yTrue = tf.tensor3d([[[0, 1, 1]]], [1, 1, 3], 'int32');
 * const p = tf.tensor4d([[[[1], [1], [0]]]]);
 * console.log(loss(yTrue, p).dataSync()[0].toFixed(4)); // 0.6667: 1 − 1/3
 * ```
 */
export function jaccardLoss(options: JaccardLossOptions = {}): Loss {
  return overlapLoss('jaccardLoss', options, { alpha: 1, beta: 1 });
}
