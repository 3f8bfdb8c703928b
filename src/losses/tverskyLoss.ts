import { checkNumber } from '../core/options.js';
import type { Loss } from './loss.js';
import { type OverlapLossOptions, overlapLoss } from './overlapLoss.js';

/** Options of {@link tverskyLoss}. */
export interface TverskyLossOptions extends OverlapLossOptions {
  /** The weight of false positives. Default 0.3. */
  readonly alpha?: number;
  /** The weight of false negatives. Default 0.7. */
  readonly beta?: number;
}

/**
 * Tversky: Dice that weighs false positives (`alpha`) and false negatives (`beta`) differently.
 *
 * `1 − (I + s) / max(I + α·FP + β·FN + s, ε)` with `I = Σp·t`, `FP = Σp − I`, `FN = Σt − I`. Both 0.5 is Dice, both 1 is
 * Jaccard; the default (0.3, 0.7) of the paper misses less and alarms more. Some libraries have the two the other way
 * round. Everything else is as in {@link diceLoss}.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Salehi et al., "Tversky Loss Function for Image Segmentation Using 3D Fully Convolutional Deep Networks", 2017.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { tverskyLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = tverskyLoss({ alpha: 0.2, beta: 0.8, fromLogits: false, smooth: 0 });
 * const yTrue = tf.tensor3d([[[0, 1, 1]]], [1, 1, 3], 'int32');
 * const p = tf.tensor4d([[[[1], [1], [0]]]]);
 * console.log(loss(yTrue, p).dataSync()[0].toFixed(4)); // 0.5000: 1 − 1/(1 + 0.2 + 0.8)
 * ```
 */
export function tverskyLoss(options: TverskyLossOptions = {}): Loss {
  return overlapLoss('tverskyLoss', options, tverskyWeights('tverskyLoss', options), ['alpha', 'beta']);
}

/** The weights of false positives and negatives, checked. */
export function tverskyWeights(
  lossName: string,
  { alpha = 0.3, beta = 0.7 }: TverskyLossOptions,
): { readonly alpha: number; readonly beta: number } {
  checkNumber(lossName, 'alpha', alpha, { min: 0 });
  checkNumber(lossName, 'beta', beta, { min: 0 });
  return { alpha, beta };
}
