import { checkOneOf } from '../core/options.js';
import type { Loss } from './loss.js';
import { type OverlapLossOptions, overlapLoss } from './overlapLoss.js';

/** Options of {@link diceLoss}. */
export interface DiceLossOptions extends OverlapLossOptions {
  /** The denominator: `sum` Σp + Σt (default), `squared` Σp² + Σt² (Milletari's V-Net). */
  readonly denominator?: 'sum' | 'squared';
}

/**
 * Soft Dice: one minus the overlap of prediction and truth, whatever share of the picture they cover.
 *
 * `1 − (I + s) / max(½Σp + ½Σt + s, ε)` with `I = Σp·t`, for every class, over the batch or per image; then the mean over
 * classes, weighted by `classWeights`. From 0 (perfect) to 1. Ignored pixels are in no sum; pixel weights multiply every
 * term. A class, or with `perImage` a class in a picture, without a single valid pixel is left out of the mean.
 *
 * `smooth` stands inside the halved fraction: other libraries that write `(2I + s) / (Σp + Σt + s)` mean half as much.
 * `smooth: 0, absentClass: 'zero'` is what segmentation_models.pytorch computes by default.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Milletari et al., "V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation", 2016.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { diceLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = diceLoss({ task: 'binary' });
 * const yTrue = tf.tensor3d([[[0, 1, 1]]], [1, 1, 3], 'int32');
 * const logits = tf.tensor4d([[[[-9], [9], [9]]]]);
 * console.log(loss(yTrue, logits).dataSync()[0] < 0.001); // true
 * ```
 */
export function diceLoss(options: DiceLossOptions = {}): Loss {
  const { denominator = 'sum' } = options;
  checkOneOf('diceLoss', 'denominator', denominator, ['sum', 'squared']);
  const form = { alpha: 0.5, beta: 0.5, squared: denominator === 'squared' };
  return overlapLoss('diceLoss', options, form, ['denominator']);
}
