import * as tf from '@tensorflow/tfjs-core';
import { withoutGradient } from '../ops/stopGradient.js';
import type { LossInput } from './lossInput.js';
import { type CommonOptions, checkChannelCount } from './lossOptions.js';
import { pixelEntropy } from './pixelEntropy.js';
import { weigh } from './pixelLoss.js';

/** The cross-entropy of every entry of any task, for losses that choose among them. */
export interface HardPixels {
  /** Without weights, `[N,P,1]` or `[N,P,K]`. */
  readonly entropy: tf.Tensor3D;
  /** Times class weight, pixel weight and validity. */
  readonly loss: tf.Tensor3D;
  /** How many entries are valid. */
  readonly count: number;
}

/** Reads one number from the backend, and only if entries may be ignored. */
export function hardPixels(input: LossInput, common: CommonOptions, eps: number): HardPixels {
  const { truth, channels, task, valid } = input;
  const { lossName, classWeights } = common;
  if (classWeights) checkChannelCount(lossName, 'classWeights', classWeights, channels);
  const entropy = pixelEntropy(input, common, { eps });
  const row = classWeights && tf.tensor1d([...classWeights]);
  const classWeight = row && task === 'multiclass' ? tf.sum(tf.mul(truth, row), 2, true) : row;
  const loss = weigh(classWeight ? tf.mul(entropy, classWeight) : entropy, input);
  return { entropy, loss, count: valid ? tf.sum(valid).dataSync()[0] : entropy.size };
}

/** 1 for the `count` largest entries, else 0. */
export function largestMask(x: tf.Tensor3D, count: number): tf.Tensor3D {
  return withoutGradient(() => {
    const { indices } = tf.topk(tf.reshape(x, [-1]), count);
    const mask = tf.scatterND(tf.reshape(indices, [-1, 1]), tf.ones([count]), [x.size]);
    return tf.reshape(mask, x.shape);
  });
}
