import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { diceLoss } from '../../src/losses/diceLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({ lossName: 'diceLoss', make: diceLoss, tasks: ['binary', 'multiclass', 'multilabel'] });

describeEachBackend('diceLoss', () => {
  it('is what it is by hand', () => {
    const p = tf.tensor4d([0.5, 0.5, 1, 0], [1, 2, 2, 1]);
    const labels = tf.tensor3d([0, 1, 1, 1], [1, 2, 2], 'int32');
    const value = (options: Parameters<typeof diceLoss>[0]): number =>
      diceLoss({ fromLogits: false, ...options })(labels, p).dataSync()[0];
    expect(value({ smooth: 0 })).toBeCloseTo(1 - 1.5 / 2.5, 6); // I = 1.5, Σp = 2, Σt = 3
    expect(value({})).toBeCloseTo(1 - 2.5 / 3.5, 6);
    expect(value({ smooth: 0, logLoss: true })).toBeCloseTo(-Math.log(1.5 / 2.5), 6);
    expect(value({ smooth: 0, denominator: 'squared' })).toBeCloseTo(1 - 1.5 / 2.25, 6); // Σp² = 1.5
  });

  it('treats absent classes as told, and a class without valid pixels as absent from the mean', () => {
    const p = tf.tensor4d([0.5, 0.3, 0.2, 0.6, 0.2, 0.2], [1, 1, 2, 3]);
    const labels = tf.tensor3d([0, 0], [1, 1, 2], 'int32');
    const base = { task: 'multiclass', fromLogits: false, smooth: 1 } as const;
    const first = 1 - (1.1 + 1) / (0.55 + 1 + 1);
    const others = [1 - 1 / (0.25 + 1), 1 - 1 / (0.2 + 1)];
    const value = (options: object): number => diceLoss({ ...base, ...options })(labels, p).dataSync()[0];
    expect(value({})).toBeCloseTo((first + others[0] + others[1]) / 3, 6);
    expect(value({ absentClass: 'zero' })).toBeCloseTo(first / 3, 6);
    expect(value({ absentClass: 'skip' })).toBeCloseTo(first, 6);
    expect(value({ classes: [0, 2] })).toBeCloseTo((first + others[1]) / 2, 6);
    expect(value({ classes: 'foreground' })).toBeCloseTo((others[0] + others[1]) / 2, 6);
    expect(value({ classWeights: [1, 0, 3] })).toBeCloseTo((first + 3 * others[1]) / 4, 6);

    const masks = tf.tensor4d([1, 255, 1, 255], [1, 1, 2, 2]);
    const multilabel = diceLoss({ task: 'multilabel', fromLogits: false, ignoreIndex: 255, smooth: 0 });
    const two = tf.tensor4d([0.5, 0.9, 1, 0.9], [1, 1, 2, 2]);
    expect(multilabel(masks, two).dataSync()[0]).toBeCloseTo(1 - 1.5 / (0.75 + 1), 6);
  });

  it('leaves a picture without valid pixels out of a mean over pictures', () => {
    const labels = makeTruth('multiclass', [2, 3, 4, 3], 1);
    const [first] = tf.split(labels, 2);
    const yPred = randomTensor([2, 3, 4, 3], 2);
    const half = tf.concat([first, tf.fill([1, 3, 4], 255, 'int32')]);
    const loss = diceLoss({ task: 'multiclass', perImage: true, ignoreIndex: 255 });
    expectAllClose(loss(half, yPred), loss(first, tf.slice(yPred, 0, 1)));
  });

  it('knows two intersections for truth between 0 and 1', () => {
    const truth = tf.tensor4d([0.2, 0.9], [1, 1, 2, 1]);
    const p = tf.tensor4d([0.5, 0.5], [1, 1, 2, 1]);
    const value = (softTarget: 'product' | 'minimum'): number =>
      diceLoss({ task: 'multilabel', fromLogits: false, smooth: 0, softTarget })(truth, p).dataSync()[0];
    expect(value('product')).toBeCloseTo(1 - 0.55 / 1.05, 6);
    expect(value('minimum')).toBeCloseTo(1 - 0.7 / 1.05, 6);
  });

  it('refuses options out of range', () => {
    expect(() => diceLoss({ smooth: -1 })).toThrow('diceLoss: smooth is -1. It must be a number of at least 0.');
    expect(() => diceLoss({ classWeights: [1] })).toThrow(
      "diceLoss: classWeights weigh the channels of yPred, and task 'binary'",
    );
    expect(() => diceLoss({ classes: [1] })).toThrow("diceLoss: classes chooses channels of yPred, and task 'binary'");
    expect(() => diceLoss({ task: 'multiclass', classes: [] })).toThrow(
      "diceLoss: classes is []. Give 'all', 'foreground', or an array",
    );
    expect(() => diceLoss({ absentClass: 'drop' as 'skip' })).toThrow('diceLoss: absentClass is "drop". Use one of');
    const labels = tf.zeros([1, 2, 2], 'int32');
    const weighted = diceLoss({ task: 'multiclass', classWeights: [1, 2] });
    expect(() => weighted(labels, tf.zeros([1, 2, 2, 3]))).toThrow(
      'diceLoss: classWeights has 2 numbers, but yPred has 3 channels. Give one a channel.',
    );
    const choosing = diceLoss({ task: 'multiclass', classes: [3] });
    expect(() => choosing(labels, tf.zeros([1, 2, 2, 3]))).toThrow('diceLoss: classes names class 3, but yPred has 3');
  });
});
