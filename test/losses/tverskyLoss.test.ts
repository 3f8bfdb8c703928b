import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { diceLoss, jaccardLoss, tverskyLoss } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({ lossName: 'tverskyLoss', make: tverskyLoss, tasks: ['binary', 'multiclass', 'multilabel'] });

describeEachBackend('tverskyLoss', () => {
  it('weighs false positives with alpha and misses with beta', () => {
    const labels = tf.tensor3d([0, 0, 1, 1], [1, 2, 2], 'int32');
    const p = tf.tensor4d([1, 0, 1, 0.5], [1, 2, 2, 1]);
    const value = (options: object): number =>
      tverskyLoss({ fromLogits: false, smooth: 0, ...options })(labels, p).dataSync()[0];
    expect(value({ alpha: 0.3, beta: 0.7 })).toBeCloseTo(1 - 1.5 / (1.5 + 0.3 + 0.35), 6); // FP = 1, FN = 0.5
    expect(value({})).toBeCloseTo(value({ alpha: 0.3, beta: 0.7 }), 6);
    expect(value({ alpha: 0, beta: 1 })).toBeCloseTo(1 - 1.5 / 2, 6);
  });

  it('has Dice and Jaccard as special cases', () => {
    const yTrue = makeTruth('multiclass', [2, 4, 5, 3], 1);
    const yPred = randomTensor([2, 4, 5, 3], 2, -2, 2);
    const task = 'multiclass';
    expectAllClose(tverskyLoss({ task, alpha: 0.5, beta: 0.5 })(yTrue, yPred), diceLoss({ task })(yTrue, yPred));
    expectAllClose(tverskyLoss({ task, alpha: 1, beta: 1 })(yTrue, yPred), jaccardLoss({ task })(yTrue, yPred));
  });

  it('refuses weights below 0', () => {
    expect(() => tverskyLoss({ alpha: -0.1 })).toThrow(
      'tverskyLoss: alpha is -0.1. It must be a number of at least 0.',
    );
  });
});
