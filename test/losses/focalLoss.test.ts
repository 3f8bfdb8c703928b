import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type FocalLossOptions, focalLoss } from '../../src/losses/focalLoss.js';
import { binaryCrossEntropy, crossEntropy } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({ lossName: 'focalLoss', make: focalLoss, tasks: ['binary', 'multiclass', 'multilabel'] });

describeEachBackend('focalLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 1], [1, 1, 2], 'int32');
    const p = tf.tensor4d([0.25, 0.4], [1, 1, 2, 1]);
    const value = (options: FocalLossOptions): number =>
      focalLoss({ fromLogits: false, ...options })(labels, p).dataSync()[0];
    const [easy, hard] = [-Math.log(0.75), -Math.log(0.4)];
    const [f, g] = [0.25 ** 2, 0.6 ** 2];
    expect(value({})).toBeCloseTo((f * easy + g * hard) / 2, 6);
    expect(value({ alpha: 0.9 })).toBeCloseTo((0.1 * f * easy + 0.9 * g * hard) / 2, 6);
    expect(value({ normalization: 'factors' })).toBeCloseTo((f * easy + g * hard) / (f + g), 6);
    expect(value({ reducedThreshold: 0.5, reduction: 'sum' })).toBeCloseTo(0.5 ** 2 * easy + hard, 6);
  });

  it('has a softmax form and one of every class against the rest', () => {
    const labels = tf.tensor3d([0, 2], [1, 1, 2], 'int32');
    const p = tf.tensor4d([0.5, 0.25, 0.25, 0.2, 0.2, 0.6], [1, 1, 2, 3]);
    const value = (options: FocalLossOptions): number =>
      focalLoss({ task: 'multiclass', fromLogits: false, ...options })(labels, p).dataSync()[0];
    const focal = (probability: number): number => -((1 - probability) ** 2) * Math.log(probability);
    const [first, second] = [focal(0.5), focal(0.6)];
    expect(value({})).toBeCloseTo((first + second) / 2, 6);
    expect(value({ alpha: [3, 1, 0.5] })).toBeCloseTo((3 * first + 0.5 * second) / 2, 6);
    expect(value({ alpha: 0.9 })).toBeCloseTo((0.1 * first + 0.9 * second) / 2, 6);
    expect(value({ normalization: 'elements' })).toBeCloseTo((first + second) / 6, 6);
    expect(value({ classWeights: [2, 1, 1], normalization: 'weights' })).toBeCloseTo((2 * first + second) / 3, 6);
    const rest = 2 * focal(0.75) + 2 * focal(0.8);
    expect(value({ form: 'oneVsRest' })).toBeCloseTo((first + second + rest) / 6, 6);
  });

  it('is cross-entropy for gamma 0', () => {
    const shape = [2, 4, 5, 3];
    const yPred = randomTensor(shape, 1, -3, 3);
    const [labels, masks] = [makeTruth('multiclass', shape, 2), makeTruth('multilabel', shape, 3)];
    expectAllClose(focalLoss({ task: 'multiclass', gamma: 0 })(labels, yPred), crossEntropy()(labels, yPred));
    const multilabel = { task: 'multilabel', gamma: 0 } as const;
    expectAllClose(focalLoss(multilabel)(masks, yPred), binaryCrossEntropy({ task: 'multilabel' })(masks, yPred));
  });

  it('has a finite gradient where pixels are as good as right, for any gamma', () => {
    const labels = tf.tensor3d([1, 1, 0, 0], [1, 2, 2], 'int32');
    const logits = tf.tensor4d([80, 3, -80, 20], [1, 2, 2, 1]);
    for (const gamma of [0, 0.5, 1, 2]) {
      for (const normalization of ['pixels', 'factors'] as const) {
        const loss = focalLoss({ gamma, normalization });
        const gradient = tf
          .grad((x) => loss(labels, x))(logits)
          .dataSync();
        expect([...gradient].every(Number.isFinite), `gamma ${gamma}, ${normalization}`).toBe(true);
      }
      checkGradient((x) => focalLoss({ gamma, normalization: 'factors' })(labels, x), [tf.clipByValue(logits, -4, 4)]);
    }
  });
});

describe('focalLoss', () => {
  it('refuses options out of range', () => {
    expect(() => focalLoss({ gamma: -1 })).toThrow('focalLoss: gamma is -1. It must be a number of at least 0.');
    expect(() => focalLoss({ alpha: 1.5 })).toThrow('focalLoss: alpha is 1.5. It must be a number from 0 to 1.');
    expect(() => focalLoss({ task: 'multilabel', alpha: [0.5, 2] })).toThrow(
      'focalLoss: alpha is 2. It must be a number',
    );
    expect(() => focalLoss({ form: 'oneVsRest' })).toThrow(
      "focalLoss: form is for task 'multiclass'; task 'binary' has",
    );
    expect(() => focalLoss({ normalization: 'classes' as 'pixels' })).toThrow('focalLoss: normalization is "classes".');
    const loss = focalLoss({ task: 'multiclass', alpha: [1, 2] });
    expect(() => loss(tf.zeros([1, 2, 2], 'int32'), tf.zeros([1, 2, 2, 3]))).toThrow(
      'focalLoss: alpha has 2 numbers, but yPred has 3 channels. Give one a channel.',
    );
  });
});
