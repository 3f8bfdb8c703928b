import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type BinaryCrossEntropyOptions, binaryCrossEntropy } from '../../src/losses/binaryCrossEntropy.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({
  lossName: 'binaryCrossEntropy',
  make: (options) => binaryCrossEntropy(options as BinaryCrossEntropyOptions),
  tasks: ['binary', 'multilabel'],
});

describeEachBackend('binaryCrossEntropy', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 1], [1, 1, 2], 'int32');
    const p = tf.tensor4d([0.25, 0.5], [1, 1, 2, 1]);
    const value = (options: BinaryCrossEntropyOptions, weight?: tf.Tensor): number =>
      binaryCrossEntropy({ fromLogits: false, ...options })(labels, p, weight).dataSync()[0];
    const [first, second] = [-Math.log(0.75), -Math.log(0.5)];
    expect(value({})).toBeCloseTo((first + second) / 2, 6);
    expect(value({ reduction: 'sum' })).toBeCloseTo(first + second, 6);
    expect(value({ posWeight: 3 })).toBeCloseTo((first + 3 * second) / 2, 6);
    const smooth = -0.9 * Math.log(0.75) - 0.1 * Math.log(0.25);
    expect(value({ labelSmoothing: 0.2 })).toBeCloseTo((smooth + second) / 2, 6);
    expect(value({ labelSmoothing: 0.1, smoothingForm: 'flip' })).toBeCloseTo((smooth + second) / 2, 6);
    const weight = tf.tensor3d([2, 0.5], [1, 1, 2]);
    expect(value({}, weight)).toBeCloseTo((2 * first + 0.5 * second) / 2, 6);
    expect(value({ normalization: 'weights' }, weight)).toBeCloseTo((2 * first + 0.5 * second) / 2.5, 6);
  });

  it('shows the loss of every pixel', async () => {
    const loss = binaryCrossEntropy({ ignoreIndex: 255, reduction: 'sum' });
    const labels = tf.tensor3d([0, 1, 255], [1, 1, 3], 'int32');
    const map = loss.map(labels, tf.zeros([1, 1, 3, 1]));
    expect(map.shape).toEqual([1, 1, 3]);
    expectAllClose(map, [Math.LN2, Math.LN2, 0]);
    const masks = makeTruth('multilabel', [2, 3, 4, 3], 1);
    const yPred = randomTensor([2, 3, 4, 3], 2);
    const multilabel = binaryCrossEntropy({ task: 'multilabel', classWeights: [1, 2, 0.5] });
    expect(multilabel.map(masks, yPred).shape).toEqual([2, 3, 4, 3]);
    expectAllClose(tf.mean(multilabel.map(masks, yPred)), multilabel(masks, yPred));
    await expectNoLeak(() => multilabel.map(masks, yPred).dispose());
  });

  it('refuses options out of range', () => {
    expect(() => binaryCrossEntropy({ labelSmoothing: 2 })).toThrow('binaryCrossEntropy: labelSmoothing is 2. It must');
    expect(() => binaryCrossEntropy({ posWeight: -1 })).toThrow('binaryCrossEntropy: posWeight is -1. It must');
    expect(() => binaryCrossEntropy({ task: 'multiclass' as 'binary' })).toThrow(
      'binaryCrossEntropy: task is "multiclass". Use one of "binary", "multilabel".',
    );
    expect(() => binaryCrossEntropy({ reduction: 'none' as 'sum' })).toThrow(
      'binaryCrossEntropy: reduction is "none".',
    );
    const two = binaryCrossEntropy({ task: 'multilabel', posWeight: [1, 2] });
    expect(() => two(tf.zeros([1, 2, 2, 3]), tf.zeros([1, 2, 2, 3]))).toThrow(
      'binaryCrossEntropy: posWeight has 2 numbers, but yPred has 3 channels. Give one a channel.',
    );
  });
});
