import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { binaryCrossEntropy, crossEntropy, topKCrossEntropy } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({
  lossName: 'topKCrossEntropy',
  make: (options) => topKCrossEntropy({ k: 40, ...options }),
  tasks: ['binary', 'multiclass', 'multilabel'],
});

describeEachBackend('topKCrossEntropy', () => {
  it('is the mean of the largest, at least of one', () => {
    const labels = tf.tensor3d([1, 1, 1, 255], [1, 2, 2], 'int32');
    const p = tf.tensor4d([0.9, 0.2, 0.5, 0.01], [1, 2, 2, 1]);
    const value = (k: number): number =>
      topKCrossEntropy({ k, fromLogits: false, ignoreIndex: 255 })(labels, p).dataSync()[0];
    expect(value(67)).toBeCloseTo(-(Math.log(0.2) + Math.log(0.5)) / 2, 5); // ⌊2.01⌋ of three valid pixels
    expect(value(66)).toBeCloseTo(-Math.log(0.2), 5);
    expect(value(1)).toBeCloseTo(-Math.log(0.2), 5);
  });

  it('is cross-entropy for 100 percent', () => {
    const shape = [2, 4, 5, 3];
    const yPred = randomTensor(shape, 1, -2, 2);
    const labels = makeTruth('multiclass', shape, 2, true);
    const classWeights = [1, 2, 0.5];
    const options = { ignoreIndex: 255, classWeights } as const;
    const all = topKCrossEntropy({ task: 'multiclass', k: 100, ...options });
    expectAllClose(all(labels, yPred), crossEntropy(options)(labels, yPred));
    const masks = makeTruth('multilabel', shape, 3);
    const multilabel = { task: 'multilabel', classWeights } as const;
    expectAllClose(
      topKCrossEntropy({ ...multilabel, k: 100 })(masks, yPred),
      binaryCrossEntropy(multilabel)(masks, yPred),
    );
  });

  it('refuses shares that are none', () => {
    expect(() => topKCrossEntropy({ k: 0 })).toThrow('topKCrossEntropy: k is 0. It must be a number from');
    expect(() => topKCrossEntropy({ k: 101 })).toThrow('topKCrossEntropy: k is 101. It must be a number from');
  });
});
