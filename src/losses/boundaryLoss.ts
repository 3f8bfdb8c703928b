import * as tf from '@tensorflow/tfjs-core';
import { checkOneOf } from '../core/options.js';
import { type ClassChoice, channelWeights, checkClassChoice } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import { channelMean, distancePlanes } from './distancePlanes.js';
import type { Loss } from './loss.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';

/** Options of {@link boundaryLoss}. */
export interface BoundaryLossOptions extends LossOptions {
  /**
   * The distance map φ: the distance to the object outside of it, and inside `kervadec` −(d − 1) (default), which is 0 on
   * the inner edge, or `plain` −d.
   */
  readonly distanceForm?: 'kervadec' | 'plain';
  /** The classes that count. Default `'foreground'`. */
  readonly classes?: ClassChoice;
}

/**
 * Boundary loss: every predicted pixel costs its distance to the true edge, and earns it inside the object.
 *
 * The mean of `p·φ` over valid pixels and the chosen classes, with φ the signed distance map of the truth, in pixels. It
 * may be negative, and its smallest value depends on the picture. An empty or full mask has no edge: φ is 0 and the loss
 * says nothing about it. So it is no loss to train with alone: add it to one of overlap, with a weight that grows.
 *
 * Ignored pixels count as background in the map and are left out of the mean. The masks are read from the backend, since
 * the exact distance transform runs on the CPU.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Kervadec et al., "Boundary loss for highly unbalanced segmentation", MIDL 2019.
 *
 * @example
 * ```ts
 * import { boundaryLoss, combine, generalizedDiceLoss } from 'segkit';
 *
 * const loss = combine([
 *   [(epoch) => Math.max(0.01, 1 - epoch / 100), generalizedDiceLoss()],
 *   [(epoch) => Math.min(0.99, epoch / 100), boundaryLoss()],
 * ]);
 * console.log(loss.weights(50)); // [ 0.5, 0.5 ]
 * ```
 */
export function boundaryLoss(options: BoundaryLossOptions = {}): Loss {
  const common = readLossOptions('boundaryLoss', options, ['distanceForm', 'classes']);
  const { distanceForm = 'kervadec', classes = 'foreground' } = options;
  checkOneOf('boundaryLoss', 'distanceForm', distanceForm, ['kervadec', 'plain']);
  checkClassChoice(common, classes);

  return defineLoss(common, (input) => {
    const weights = channelWeights(common, classes, input.channels);
    const distances = distancePlanes(input.truth, input, weights, distanceForm);
    return channelMean(tf.mul(input.probabilities, distances), input, weights);
  });
}
