import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { mccLoss } from '../../src/losses/mccLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeLoss } from './describeLoss.js';

describeLoss({ lossName: 'mccLoss', make: mccLoss, tasks: ['binary', 'multiclass', 'multilabel'] });

describeEachBackend('mccLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 0, 1, 1], [2, 1, 2], 'int32');
    const p = tf.tensor4d([0, 1, 1, 1], [2, 1, 2, 1]);
    const loss = mccLoss({ fromLogits: false });
    expect(loss(labels, p).dataSync()[0]).toBeCloseTo(1 - 2 / Math.sqrt(3 * 2 * 1 * 2), 4);
    expect(loss(labels, tf.sub(1, tf.expandDims(tf.cast(labels, 'float32'), 3))).dataSync()[0]).toBeCloseTo(2, 4);
  });

  it('does not overflow in large batches', () => {
    const labels = tf.cast(tf.greater(tf.randomUniform([1, 1024, 1024], 0, 1, 'float32', 1), 0.5), 'int32');
    const { value, grad } = tf.valueAndGrad((x) => mccLoss()(labels, x))(tf.zeros([1, 1024, 1024, 1]));
    expect(value.dataSync()[0]).toBeCloseTo(1, 4);
    expect(Number.isFinite(tf.max(tf.abs(grad)).dataSync()[0])).toBe(true);
  });

  it('is 1, and 0 with ignored pixels alone, where there is nothing to correlate', () => {
    const empty = tf.zeros([1, 2, 2], 'int32');
    const logits = tf.tensor4d([-3, 1, -2, -1], [1, 2, 2, 1]);
    expect(mccLoss()(empty, logits).dataSync()[0]).toBeCloseTo(1, 2);
    expect(mccLoss({ ignoreIndex: 0 })(empty, logits).dataSync()[0]).toBe(0);
  });

  it('refuses an eps of 0', () => {
    expect(() => mccLoss({ eps: 0 })).toThrow('mccLoss: eps is 0. It must be a number of at least');
  });
});
