import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { jaccardLoss } from '../../src/losses/jaccardLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeLoss } from './describeLoss.js';

describeLoss({ lossName: 'jaccardLoss', make: jaccardLoss, tasks: ['binary', 'multiclass', 'multilabel'] });

describeEachBackend('jaccardLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 1, 1, 1], [2, 1, 2], 'int32');
    const p = tf.tensor4d([0.5, 0.5, 1, 0], [2, 1, 2, 1]);
    const value = (options: object): number => jaccardLoss({ fromLogits: false, ...options })(labels, p).dataSync()[0];
    expect(value({ smooth: 0 })).toBeCloseTo(1 - 1.5 / 3.5, 6); // I = 1.5, Σp = 2, Σt = 3
    expect(value({})).toBeCloseTo(1 - 2.5 / 4.5, 6);
    expect(value({ smooth: 0, perImage: true })).toBeCloseTo(1 - (0.5 / 1.5 + 1 / 2) / 2, 6);
  });
});
