import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf } from '../core/options.js';
import type { PixelLoss } from './loss.js';
import { checkChannelCount, checkNumbers, readLossOptions } from './lossOptions.js';
import { clippedLogisticEntropy, logisticEntropy } from './pixelEntropy.js';
import { type PixelLossOptions, pixelLoss, pixelOptionNames } from './pixelLoss.js';

/** Options of {@link binaryCrossEntropy}. */
export interface BinaryCrossEntropyOptions extends PixelLossOptions {
  readonly task?: 'binary' | 'multilabel';
  /** The weight of true pixels against the others: one number, or one a channel. Default 1. */
  readonly posWeight?: number | readonly number[];
  /** Draws the truth towards uncertainty, by a number from 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
  /** How: `half` t(1−s) + s/2 (default, as Keras), `flip` t(1−s) + (1−t)s, which is `half` with 2s. */
  readonly smoothingForm?: 'half' | 'flip';
  /** Probabilities are clipped to `[eps, 1 − eps]`; logits need no clipping. Default 1e-7. */
  readonly eps?: number;
}

/**
 * Binary cross-entropy: how surprised the model is by the truth, pixel by pixel.
 *
 * `−[w₊·t·log p + (1 − t)·log(1 − p)]`, with `w₊ = posWeight`; the mean over valid pixels (times channels for
 * `multilabel`). Logits go through `max(x, 0) + log(1 + e^−|x|)`, which is exact for any logit. With
 * `normalization: 'weights'` the sum is divided by the sum of class and pixel weights.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { binaryCrossEntropy } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = binaryCrossEntropy({ posWeight: 3 });
 * const yTrue = tf.tensor3d([[[0, 1]]], [1, 1, 2], 'int32');
 * console.log(loss(yTrue, tf.zeros([1, 1, 2, 1])).dataSync()[0].toFixed(4)); // 1.3863: (log 2 + 3·log 2) / 2
 * ```
 */
export function binaryCrossEntropy(options: BinaryCrossEntropyOptions = {}): PixelLoss {
  const own = [...pixelOptionNames, 'posWeight', 'labelSmoothing', 'smoothingForm', 'eps'];
  const common = readLossOptions('binaryCrossEntropy', options, own, ['binary', 'multilabel']);
  const { lossName, fromLogits, classWeights } = common;
  const { posWeight, labelSmoothing = 0, smoothingForm = 'half', eps = 1e-7 } = options;
  if (typeof posWeight === 'number') checkNumber(lossName, 'posWeight', posWeight, { min: 0 });
  else if (posWeight !== undefined) checkNumbers(lossName, 'posWeight', posWeight);
  checkNumber(lossName, 'labelSmoothing', labelSmoothing, { min: 0, max: 1 });
  checkOneOf(lossName, 'smoothingForm', smoothingForm, ['half', 'flip']);
  checkNumber(lossName, 'eps', eps, { min: Number.MIN_VALUE, max: 0.5 });
  const flip = smoothingForm === 'half' ? labelSmoothing / 2 : labelSmoothing;

  return pixelLoss(common, options, ({ prediction, truth, channels }) => {
    if (classWeights) checkChannelCount(lossName, 'classWeights', classWeights, channels);
    if (Array.isArray(posWeight)) checkChannelCount(lossName, 'posWeight', posWeight, channels);
    const smooth: tf.Tensor3D = flip === 0 ? truth : tf.add(tf.mul(truth, 1 - 2 * flip), flip);
    const positive: tf.Tensor3D =
      posWeight === undefined ? smooth : tf.mul(smooth, tf.tensor(posWeight as number | number[]));
    const negative: tf.Tensor3D = tf.sub(1, smooth);
    const loss = fromLogits
      ? logisticEntropy(prediction, positive, negative)
      : clippedLogisticEntropy(prediction, positive, negative, eps);
    if (!classWeights) return { loss };
    const classWeight = tf.tensor1d([...classWeights]);
    return { loss: tf.mul(loss, classWeight), classWeight };
  });
}
