import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf } from '../core/options.js';
import { withoutGradient } from '../ops/stopGradient.js';
import { type ClassChoice, channelWeights, checkClassChoice } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import { channelMean, distancePlanes } from './distancePlanes.js';
import type { Loss } from './loss.js';
import { validProbabilities } from './lossInput.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';

/** Options of {@link hausdorffLoss}. */
export interface HausdorffLossOptions extends LossOptions {
  /** The exponent of the distances: how much more far errors cost than near ones. Default 2. */
  readonly alpha?: number;
  /** The scale of the loss L: `linear` L (default), or `log` log(1 + L), which tames its first, large values. */
  readonly scale?: 'linear' | 'log';
  /** The classes that count. Default `'foreground'`. */
  readonly classes?: ClassChoice;
}

/**
 * Hausdorff loss by distance transforms: errors cost more the farther they are from the edges.
 *
 * The mean of `(p − t)²·(d_p^α + d_t^α)` over valid pixels and the chosen classes, with d the distance of a pixel to the
 * edge of the true mask and of the predicted one (p > 0.5), in pixels; no gradient goes through d. An empty or full mask
 * has no edge: its distances are 0. The loss depends on the size of the picture and is best added to one of overlap.
 *
 * Ignored pixels count as background in both maps and are left out of the mean. Masks and predictions are read from the
 * backend in every step, since the exact distance transform runs on the CPU.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Karimi and Salcudean, "Reducing the Hausdorff Distance in Medical Image Segmentation with Convolutional Neural
 *   Networks", IEEE TMI 2020.
 *
 * @example
 * ```ts
 * import { combine, diceLoss, hausdorffLoss } from 'segkit';
 *
 * const loss = combine([
 *   [1, diceLoss()],
 *   [0.1, hausdorffLoss({ scale: 'log' })],
 * ]);
 * console.log(loss.weights(1)); // [ 1, 0.1 ]
 * ```
 */
export function hausdorffLoss(options: HausdorffLossOptions = {}): Loss {
  const common = readLossOptions('hausdorffLoss', options, ['alpha', 'scale', 'classes']);
  const { alpha = 2, scale = 'linear', classes = 'foreground' } = options;
  checkNumber('hausdorffLoss', 'alpha', alpha, { min: Number.MIN_VALUE });
  checkOneOf('hausdorffLoss', 'scale', scale, ['linear', 'log']);
  checkClassChoice(common, classes);

  return defineLoss(common, (input) => {
    const { probabilities, truth } = input;
    const weights = channelWeights(common, classes, input.channels);
    const distances = withoutGradient(() => {
      const powers = [truth, validProbabilities(input)].map((planes) =>
        tf.pow(tf.abs(distancePlanes(planes, input, weights, 'plain')), alpha),
      );
      return tf.add(powers[0], powers[1]) as tf.Tensor3D;
    });
    const loss = channelMean(tf.mul(tf.square(tf.sub(probabilities, truth)), distances), input, weights);
    return scale === 'log' ? tf.log1p(loss) : loss;
  });
}
