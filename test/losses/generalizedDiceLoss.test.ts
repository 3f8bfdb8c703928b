import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type GeneralizedDiceLossOptions, generalizedDiceLoss } from '../../src/losses/generalizedDiceLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({
  lossName: 'generalizedDiceLoss',
  make: generalizedDiceLoss,
  tasks: ['binary', 'multiclass', 'multilabel'],
});

describeEachBackend('generalizedDiceLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 0, 1], [1, 1, 3], 'int32');
    const p = tf.tensor4d([1, 0, 0.5, 0.5, 0.5, 0.5], [1, 1, 3, 2]);
    const value = (options: GeneralizedDiceLossOptions): number =>
      generalizedDiceLoss({ task: 'multiclass', fromLogits: false, smooth: 0, ...options })(labels, p).dataSync()[0];
    // I = (1.5, 0.5), Σp = (2, 1), Σt = (2, 1)
    const by = (a: number, b: number): number => 1 - (2 * (1.5 * a + 0.5 * b)) / (4 * a + 2 * b);
    expect(value({})).toBeCloseTo(by(1 / 4, 1), 6);
    expect(value({ weightType: 'simple' })).toBeCloseTo(by(1 / 2, 1), 6);
    expect(value({ weightType: 'uniform' })).toBeCloseTo(by(1, 1), 6);
    expect(value({ weightType: 'uniform', classWeights: [1, 3] })).toBeCloseTo(by(1, 3), 6);
    expect(value({ classes: [1] })).toBeCloseTo(by(0, 1), 6);
  });

  it('gives an absent class the largest weight of the others, in its picture', () => {
    const labels = tf.tensor3d([0, 0, 1, 1, 1, 1], [2, 1, 3], 'int32');
    const p = tf.fill([2, 1, 3, 2], 0.5);
    const loss = generalizedDiceLoss({ task: 'multiclass', fromLogits: false, smooth: 0 });
    // picture 1: I = (1, 0.5), Σp = (1.5, 1.5), Σt = (2, 1); picture 2: I = (0, 1.5), Σt = (0, 3), both with weight 1/9
    const first = 1 - (2 * (1 / 4 + 0.5)) / (3.5 / 4 + 2.5);
    const second = 1 - 3 / (1.5 + 4.5);
    expect(loss(labels, p).dataSync()[0]).toBeCloseTo((first + second) / 2, 6);
  });

  it('leaves pictures without valid pixels out', () => {
    const labels = makeTruth('multiclass', [1, 3, 4, 3], 1);
    const yPred = randomTensor([2, 3, 4, 3], 2);
    const loss = generalizedDiceLoss({ task: 'multiclass', ignoreIndex: 255 });
    const half = tf.concat([labels, tf.fill([1, 3, 4], 255, 'int32')]);
    expectAllClose(loss(half, yPred), loss(labels, tf.slice(yPred, 0, 1)));
  });

  it('is 0 for an empty mask that is predicted empty', () => {
    const value = generalizedDiceLoss()(tf.zeros([1, 4, 4], 'int32'), tf.fill([1, 4, 4, 1], -80)).dataSync()[0];
    expect(value).toBeLessThan(1e-6);
  });

  it('refuses options that do not exist', () => {
    expect(() => generalizedDiceLoss({ weightType: 'linear' as 'simple' })).toThrow(
      'generalizedDiceLoss: weightType is "linear". Use one of "square", "simple", "uniform".',
    );
  });
});
