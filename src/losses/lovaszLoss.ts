import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../core/errors.js';
import { checkOneOf } from '../core/options.js';
import { withoutGradient } from '../ops/stopGradient.js';
import { type ClassChoice, channelWeights, checkClassChoice, meanOfRows, rowWeights } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import { type LossInput, spread } from './lossInput.js';
import { type CommonOptions, type LossOptions, readLossOptions } from './lossOptions.js';
import { lovaszWeights } from './lovaszWeights.js';
import { sumPictures, sumRows } from './overlap.js';

/** Options of {@link lovaszLoss}. */
export interface LovaszLossOptions extends LossOptions {
  /**
   * The classes that count: `present` those with true pixels (in the batch, or in the picture with `perImage`), or as
   * in other losses. Default `'present'` for `multiclass`, else `'all'`.
   */
  readonly classes?: 'present' | ClassChoice;
  /** One loss a picture, then their mean, in place of one of the batch. Default `false`. */
  readonly perImage?: boolean;
  /** For `multilabel`: a set of errors for each class (`perClass`, default), or one for all (`together`). */
  readonly channels?: 'perClass' | 'together';
}

/**
 * Lovász: the Jaccard loss of the hard masks, made continuous.
 *
 * `Σ eᵢ·Δᵢ` over the pixels in the order of their errors e, largest first, where Δ is by how much the Jaccard loss grows
 * as the pixel joins the set of errors. The errors are `|t − p|` of the softmax for `multiclass`; for `binary` and
 * `multilabel` they are the hinge `max(0, 1 − x·(2t − 1))` of the logits, so that the loss is not bounded by 1.
 * Probabilities (`fromLogits: false`) are turned back into logits for the hinge.
 *
 * It takes a sort of all pixels, which makes it the slowest of the losses without a distance map. Pixel weights count as
 * pixels: weight 2 is a pixel that is there twice.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Berman et al., "The Lovász-Softmax Loss: A Tractable Surrogate for the Optimization of the
 *   Intersection-Over-Union Measure in Neural Networks", CVPR 2018.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { lovaszLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = lovaszLoss();
 * const yTrue = tf.tensor3d([[[0, 1], [1, 1]]], [1, 2, 2], 'int32');
 * const logits = tf.tensor4d([0, 2, -1, 3], [1, 2, 2, 1]);
 * console.log(loss(yTrue, logits).dataSync()[0].toFixed(4)); // 0.8333
 * ```
 */
export function lovaszLoss(options: LovaszLossOptions = {}): Loss {
  const common = readLossOptions('lovaszLoss', options, ['classes', 'perImage', 'channels']);
  const { lossName, task, fromLogits } = common;
  const { classes = task === 'multiclass' ? 'present' : 'all', perImage = false, channels } = options;
  checkClassChoice(common, classes, ['present', 'all', 'foreground']);
  checkOneOf(lossName, 'perImage', perImage, [true, false]);
  const together = channels === 'together';
  if (channels !== undefined) checkChannels(common, options);

  return defineLoss(common, (input) => {
    const errors = task === 'multiclass' ? softmaxErrors(input) : hingeErrors(input, fromLogits);
    const weights = stepWeights(input, errors, { perImage, together });
    const losses = sumRows(sumPictures(tf.mul(errors, weights), input), perImage); // [N|1,K]
    const chosen = rowWeights(
      input,
      channelWeights(common, classes === 'present' ? 'all' : classes, input.channels),
      perImage,
    );
    // The losses of channels that were sorted together are parts of one.
    if (together) return meanOfRows(tf.sum(losses, 1, true), tf.max(chosen, 1, true));
    return meanOfRows(losses, classes === 'present' ? tf.mul(chosen, hasTruth(input, perImage)) : chosen);
  });
}

/** `|t − p|`, which is linear in p for t = 0 and 1. */
function softmaxErrors({ probabilities, truth }: LossInput): tf.Tensor3D {
  return tf.add(truth, tf.mul<tf.Tensor3D>(probabilities, tf.sub(1, tf.mul(truth, 2))));
}

/** `max(0, 1 − x·(2t − 1))` */
function hingeErrors({ prediction, truth }: LossInput, fromLogits: boolean): tf.Tensor3D {
  const logits = fromLogits ? prediction : toLogits(prediction);
  return tf.relu(tf.sub<tf.Tensor3D>(1, tf.mul(logits, tf.sub(tf.mul(truth, 2), 1))));
}

function toLogits(probabilities: tf.Tensor3D): tf.Tensor3D {
  const p = tf.clipByValue(probabilities, 1e-7, 1 - 1e-7);
  return tf.log(tf.div<tf.Tensor3D>(p, tf.sub(1, p)));
}

/** The weights of the errors, `[N,P,K]`, sorted over what belongs together. */
function stepWeights(
  { batch, pixels, channels, truth, mass }: LossInput,
  errors: tf.Tensor3D,
  { perImage, together }: { readonly perImage: boolean; readonly together: boolean },
): tf.Tensor3D {
  const sets = perImage ? batch : 1;
  const columns = together ? 1 : channels;
  const members = (batch / sets) * pixels * (channels / columns);
  const toRows = (x: tf.Tensor): tf.Tensor2D =>
    tf.reshape(tf.transpose(tf.reshape(x, [sets, members, columns]), [0, 2, 1]), [sets * columns, members]);
  return withoutGradient(() => {
    const counts = mass && toRows(spread(mass, channels));
    const weights = lovaszWeights(toRows(errors), toRows(truth), counts);
    const back = tf.transpose(tf.reshape(weights, [sets, columns, members]), [0, 2, 1]);
    return tf.reshape(back, [batch, pixels, channels]) as tf.Tensor3D;
  });
}

/** 1 for classes with true pixels, else 0, `[N|1,K]`. */
function hasTruth(input: LossInput, perImage: boolean): tf.Tensor2D {
  const pixels = sumRows(sumPictures(input.truth, input, input.mass), perImage);
  return tf.cast(tf.greater<tf.Tensor2D>(pixels, 0), 'float32');
}

function checkChannels(
  { lossName, task, classWeights }: CommonOptions,
  { channels, classes }: LovaszLossOptions,
): void {
  checkOneOf(lossName, 'channels', channels, ['perClass', 'together']);
  if (task !== 'multilabel') {
    throw new OptionError(`${lossName}: channels is for task 'multilabel', not for '${task}'. Leave it out.`, {
      option: 'channels',
      value: channels,
    });
  }
  if (channels === 'perClass' || (classes === undefined && classWeights === undefined)) return;
  throw new OptionError(
    `${lossName}: with channels 'together' all classes are one set. Leave classes and classWeights out.`,
    { option: 'channels', value: channels },
  );
}
