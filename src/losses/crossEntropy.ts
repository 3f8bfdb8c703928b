import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../core/options.js';
import type { PixelLoss } from './loss.js';
import { checkChannelCount, readLossOptions } from './lossOptions.js';
import { clippedEntropy, softmaxEntropy } from './pixelEntropy.js';
import { type PixelLossOptions, pixelLoss, pixelOptionNames } from './pixelLoss.js';

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends PixelLossOptions {
  readonly task?: 'multiclass';
  /** Spreads this share of the truth evenly over all classes, from 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
  /** Probabilities are raised to `eps` where they are below; logits need no such thing. Default 1e-7. */
  readonly eps?: number;
}

/**
 * Softmax cross-entropy: how surprised the model is by the true class, pixel by pixel.
 *
 * `−Σₖ wₖ·t'ₖ·log pₖ` with `t' = t(1 − s) + s/K` and the class weights w; the mean over valid pixels. With
 * `normalization: 'weights'` the sum is divided by `Σ w_y`, the weights of the true classes times pixel weights, as
 * PyTorch's mean is. Probabilities (`fromLogits: false`) are taken as they are, not normalized.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { crossEntropy } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = crossEntropy({ ignoreIndex: 255, classWeights: [0.5, 1, 2] });
 * const yTrue = tf.tensor3d([[[0, 2, 255]]], [1, 1, 3], 'int32');
 * console.log(loss(yTrue, tf.zeros([1, 1, 3, 3])).dataSync()[0].toFixed(4)); // 1.3733: (0.5 + 2)·log 3 / 2
 * ```
 */
export function crossEntropy(options: CrossEntropyOptions = {}): PixelLoss {
  const own = [...pixelOptionNames, 'labelSmoothing', 'eps'];
  const common = readLossOptions('crossEntropy', options, own, ['multiclass']);
  const { labelSmoothing = 0, eps = 1e-7 } = options;
  checkNumber('crossEntropy', 'labelSmoothing', labelSmoothing, { min: 0, max: 1 });
  checkNumber('crossEntropy', 'eps', eps, { min: Number.MIN_VALUE, max: 0.5 });
  const { lossName, fromLogits, classWeights } = common;

  return pixelLoss(common, options, ({ prediction, probabilities, truth, channels }) => {
    if (classWeights) checkChannelCount(lossName, 'classWeights', classWeights, channels);
    const smooth: tf.Tensor3D =
      labelSmoothing === 0 ? truth : tf.add(tf.mul(truth, 1 - labelSmoothing), labelSmoothing / channels);
    const weights = classWeights && tf.tensor1d([...classWeights]);
    const target: tf.Tensor3D = weights ? tf.mul(smooth, weights) : smooth;
    const loss = fromLogits
      ? softmaxEntropy(prediction, probabilities, target, weights && tf.sum<tf.Tensor3D>(target, 2, true))
      : clippedEntropy(probabilities, target, eps);
    return { loss, classWeight: weights && tf.sum(tf.mul(truth, weights), 2, true) };
  });
}
