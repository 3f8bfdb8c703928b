import * as tf from '@tensorflow/tfjs-core';
import { checkNumber } from '../core/options.js';
import { withoutGradient } from '../ops/stopGradient.js';
import { type ClassChoice, channelWeights, checkClassChoice } from './classChoice.js';
import { defineLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import { type LossInput, spread, validProbabilities } from './lossInput.js';
import { type LossOptions, readLossOptions } from './lossOptions.js';
import { softSkeleton } from './softSkeleton.js';

/** Options of {@link clDiceLoss}. */
export interface ClDiceLossOptions extends LossOptions {
  /** Rounds of erosion after the first. Half the width of the widest structure, in pixels, is enough. Default 3. */
  readonly iterations?: number;
  /** Added to both sides of each fraction. Default 1. */
  readonly smooth?: number;
  /** The share of plain soft Dice in the loss, from 0 to 1. The paper calls it 1 − α and takes 0.5 or more. Default 0.5. */
  readonly diceWeight?: number;
  /** The classes that count. Default `'foreground'`. */
  readonly classes?: ClassChoice;
}

/**
 * clDice: Dice of center lines, for vessels, roads and cracks, where a gap of one pixel matters and the width does not.
 *
 * `(1 − w)·(1 − 2·P·S/(P + S)) + w·Dice` with the topology precision `P = (Σ skel(p)·t + s)/(Σ skel(p) + s)`, the
 * sensitivity `S = (Σ skel(t)·p + s)/(Σ skel(t) + s)` and `w = diceWeight`. All sums run over the batch and the chosen
 * classes at once. skel is the soft skeleton: minima and maxima over neighbours, which let gradients through.
 *
 * Ignored pixels count as background for the skeletons and are left out of the sums; pixel and class weights multiply
 * their terms.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Shit et al., "clDice – A Novel Topology-Preserving Loss Function for Tubular Structure Segmentation", CVPR 2021.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { clDiceLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = clDiceLoss({ diceWeight: 0, smooth: 1e-6 });
 * const line = tf.tensor3d([[[0, 0, 0], [1, 1, 1], [0, 0, 0]]], [1, 3, 3], 'int32');
 * const broken = tf.tensor4d([-9, -9, -9, 9, -9, 9, -9, -9, -9], [1, 3, 3, 1]);
 * console.log(loss(line, broken).dataSync()[0].toFixed(2)); // 0.20: 1 − 2·1·⅔/(1 + ⅔)
 * ```
 */
export function clDiceLoss(options: ClDiceLossOptions = {}): Loss {
  const common = readLossOptions('clDiceLoss', options, ['iterations', 'smooth', 'diceWeight', 'classes']);
  const { iterations = 3, smooth = 1, diceWeight = 0.5, classes = 'foreground' } = options;
  checkNumber('clDiceLoss', 'iterations', iterations, { min: 0, integer: true });
  checkNumber('clDiceLoss', 'smooth', smooth, { min: 0 });
  checkNumber('clDiceLoss', 'diceWeight', diceWeight, { min: 0, max: 1 });
  checkClassChoice(common, classes);

  return defineLoss(common, (input) => {
    const { truth, channels, mass } = input;
    const row = tf.tensor1d(channelWeights(common, classes, channels));
    const weights = mass ? tf.mul(spread(mass, channels), row) : row;
    const sum = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, weights));
    const p = validProbabilities(input);
    const predictedLines = skeletonOf(p, input, iterations);
    const trueLines = withoutGradient(() => skeletonOf(truth, input, iterations));
    const share = (part: tf.Tensor, whole: tf.Tensor): tf.Tensor =>
      tf.div(tf.add(part, smooth), tf.maximum(tf.add(whole, smooth), 1e-7));

    const precision = share(sum(tf.mul(predictedLines, truth)), sum(predictedLines));
    const sensitivity = share(sum(tf.mul(trueLines, p)), sum(trueLines));
    const harmonic = tf.div(tf.mul(precision, sensitivity), tf.maximum(tf.add(precision, sensitivity), 1e-7));
    const lines = tf.sub<tf.Scalar>(1, tf.mul(harmonic, 2));
    if (diceWeight === 0) return lines;
    const size = tf.add(sum(p), sum(truth));
    const dice = tf.sub(1, share(tf.mul(sum(tf.mul(p, truth)), 2), size));
    return tf.add(tf.mul(lines, 1 - diceWeight), tf.mul(dice, diceWeight));
  });
}

function skeletonOf(x: tf.Tensor3D, input: LossInput, iterations: number): tf.Tensor3D {
  const { batch, height, width, pixels, channels } = input;
  const skeleton = softSkeleton(tf.reshape(x, [batch, height, width, channels]), iterations);
  return tf.reshape(skeleton, [batch, pixels, channels]);
}
