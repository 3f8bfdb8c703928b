import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf } from '../core/options.js';
import type { Loss } from './loss.js';
import { overlapLoss } from './overlapLoss.js';
import { type TverskyLossOptions, tverskyWeights } from './tverskyLoss.js';

/** Options of {@link focalTverskyLoss}. */
export interface FocalTverskyLossOptions extends TverskyLossOptions {
  /** The exponent. Below 1 it keeps the gradient large for classes that are almost right. Default 0.75. */
  readonly gamma?: number;
  /** What the exponent acts on: the loss of every class (`perClass`, default), or their mean (`mean`). */
  readonly gammaOn?: 'perClass' | 'mean';
}

/**
 * Focal Tversky: the Tversky loss to a power.
 *
 * `mean over classes of (1 − TIₖ)^γ`, or `(mean over classes of (1 − TIₖ))^γ` with `gammaOn: 'mean'`, where TI is the
 * score of {@link tverskyLoss}. The paper writes the exponent as 1/γ with γ = 4/3, which is 0.75 here. Losses are raised
 * to `eps` before the power, whose slope at 0 is infinite.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Abraham and Khan, "A Novel Focal Tversky Loss Function with Improved Attention U-Net for Lesion Segmentation",
 *   ISBI 2019.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { focalTverskyLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = focalTverskyLoss({ gamma: 0.5, alpha: 0.5, beta: 0.5, fromLogits: false, smooth: 0 });
 * const yTrue = tf.tensor3d([[[0, 0, 0, 1]]], [1, 1, 4], 'int32');
 * const p = tf.tensor4d([[[[0], [0], [0.6], [0.4]]]]);
 * console.log(loss(yTrue, p).dataSync()[0].toFixed(4)); // 0.7746: √(1 − 0.4)
 * ```
 */
export function focalTverskyLoss(options: FocalTverskyLossOptions = {}): Loss {
  const { gamma = 0.75, gammaOn = 'perClass', eps = 1e-7 } = options;
  checkNumber('focalTverskyLoss', 'gamma', gamma, { min: Number.MIN_VALUE });
  checkOneOf('focalTverskyLoss', 'gammaOn', gammaOn, ['perClass', 'mean']);
  const raise = <T extends tf.Tensor>(loss: T): T => tf.pow(tf.maximum(loss, eps), gamma);
  const form = {
    ...tverskyWeights('focalTverskyLoss', options),
    ...(gammaOn === 'perClass' ? { onClasses: raise<tf.Tensor2D> } : { onMean: raise<tf.Scalar> }),
  };
  return overlapLoss('focalTverskyLoss', options, form, ['alpha', 'beta', 'gamma', 'gammaOn']);
}
