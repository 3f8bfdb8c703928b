import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf } from '../core/options.js';
import { type ClassChoice, channelWeights, checkClassChoice, meanOfRows, rowWeights } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';
import { overlap, sumPictures, sumRows } from './overlap.js';

/** Options of {@link mccLoss}. */
export interface MccLossOptions extends LossOptions {
  /** Added to each of the four soft counts. Default 1e-5. */
  readonly eps?: number;
  /** The classes that count. Default `'all'`. */
  readonly classes?: ClassChoice;
  /** One coefficient a picture, then their mean, in place of one of the batch. Default `false`. */
  readonly perImage?: boolean;
}

/**
 * One minus Matthews' correlation coefficient of soft counts, which looks at the background as much as at the foreground.
 *
 * `1 − (TP·TN − FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN))` with `TP = Σp·t`, `FP = Σp(1−t)`, `FN = Σ(1−p)t`,
 * `TN = Σ(1−p)(1−t)`, each plus ε; every class against the rest, then the mean over classes. From 0 (perfect) over 1
 * (chance, and also where truth holds nothing but one class) to 2.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Abhishek and Hamarneh, "Matthews Correlation Coefficient Loss for Deep Convolutional Networks", ISBI 2021.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { mccLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = mccLoss({ fromLogits: false });
 * const yTrue = tf.tensor3d([[[0, 0, 1, 1]]], [1, 1, 4], 'int32');
 * const p = tf.tensor4d([[[[0], [1], [1], [1]]]]);
 * console.log(loss(yTrue, p).dataSync()[0].toFixed(4)); // 0.4227: 1 − 2/√(3·2·1·2) and a little for ε
 * ```
 */
export function mccLoss(options: MccLossOptions = {}): Loss {
  const common = readLossOptions('mccLoss', options, ['eps', 'classes', 'perImage']);
  const { eps = 1e-5, classes = 'all', perImage = false } = options;
  checkNumber('mccLoss', 'eps', eps, { min: Number.MIN_VALUE });
  checkOneOf('mccLoss', 'perImage', perImage, [true, false]);
  checkClassChoice(common, classes);

  return defineLoss(common, (input) => {
    const { intersection, predicted, present } = overlap(input, { perImage });
    const counted = sumRows(sumPictures(tf.ones(input.truth.shape), input, input.mass), perImage);
    const add = (count: tf.Tensor): tf.Tensor => tf.add(count, eps);
    const truePositives = add(intersection);
    const falsePositives = add(tf.sub(predicted, intersection));
    const falseNegatives = add(tf.sub(present, intersection));
    const trueNegatives = add(tf.sub(tf.sub(counted, present), tf.sub(predicted, intersection)));
    const agreement = tf.sub(tf.mul(truePositives, trueNegatives), tf.mul(falsePositives, falseNegatives));
    // Four roots and not one: the product of four counts leaves float32 in large batches.
    const scale = [
      tf.add(truePositives, falsePositives),
      tf.add(truePositives, falseNegatives),
      tf.add(trueNegatives, falsePositives),
      tf.add(trueNegatives, falseNegatives),
    ]
      .map((side) => tf.sqrt(side))
      .reduce((product, side) => tf.mul(product, side));
    const loss: tf.Tensor2D = tf.sub(1, tf.div(agreement, scale));
    return meanOfRows(loss, rowWeights(input, channelWeights(common, classes, input.channels), perImage));
  });
}
