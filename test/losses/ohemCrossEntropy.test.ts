import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { ohemCrossEntropy } from '../../src/losses/ohemCrossEntropy.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeLoss } from './describeLoss.js';

describeLoss({
  lossName: 'ohemCrossEntropy',
  make: ohemCrossEntropy,
  tasks: ['binary', 'multiclass', 'multilabel'],
  gradient: { step: 1e-3 }, // so that no pixel crosses the threshold
});

describeEachBackend('ohemCrossEntropy', () => {
  it('keeps what is below the threshold, and at least so many', () => {
    const labels = tf.tensor3d([1, 1, 0, 0, 255], [1, 1, 5], 'int32');
    const p = tf.tensor4d([0.9, 0.2, 0.5, 0.25, 0.99], [1, 1, 5, 1]); // of the truth: 0.9, 0.2, 0.5, 0.75
    const value = (options: object): number =>
      ohemCrossEntropy({ fromLogits: false, ignoreIndex: 255, ...options })(labels, p).dataSync()[0];
    const [a, b, c] = [0.2, 0.5, 0.75].map((probability) => -Math.log(probability));
    expect(value({})).toBeCloseTo((a + b) / 2, 5);
    expect(value({ threshold: 0.3 })).toBeCloseTo(a, 5);
    expect(value({ threshold: 0.3, minKept: 3 })).toBeCloseTo((a + b + c) / 3, 5);
    expect(value({ threshold: 0.1, minKept: 0 })).toBe(0);
  });

  it('weighs what it chose, without choosing by weight', () => {
    const labels = tf.tensor3d([1, 1], [1, 1, 2], 'int32');
    const p = tf.tensor4d([0.9, 0.2], [1, 1, 2, 1]);
    const weight = tf.tensor3d([100, 3], [1, 1, 2]);
    const loss = ohemCrossEntropy({ fromLogits: false });
    expect(loss(labels, p, weight).dataSync()[0]).toBeCloseTo(-3 * Math.log(0.2), 5);
  });

  it('refuses options out of range', () => {
    expect(() => ohemCrossEntropy({ threshold: 2 })).toThrow(
      'ohemCrossEntropy: threshold is 2. It must be a number from',
    );
    expect(() => ohemCrossEntropy({ minKept: 1.5 })).toThrow(
      'ohemCrossEntropy: minKept is 1.5. It must be a whole number',
    );
  });
});
