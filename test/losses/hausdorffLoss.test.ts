import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { hausdorffLoss } from '../../src/losses/hausdorffLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeLoss } from './describeLoss.js';

describeLoss({
  lossName: 'hausdorffLoss',
  make: hausdorffLoss,
  tasks: ['binary', 'multiclass', 'multilabel'],
  gradient: { step: 1e-3 }, // so that no probability crosses 0.5
});

describeEachBackend('hausdorffLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 0, 1, 1], [1, 1, 4], 'int32');
    const p = tf.tensor4d([0.75, 0.25, 0.25, 1], [1, 1, 4, 1]); // d_t = 2, 1, 1, 2; predicted 1, 0, 0, 1: d_p = 1, 1, 1, 1
    const value = (options: object): number =>
      hausdorffLoss({ fromLogits: false, ...options })(labels, p).dataSync()[0];
    const linear = (0.75 ** 2 * 5 + 0.25 ** 2 * 2 + 0.75 ** 2 * 2) / 4;
    expect(value({})).toBeCloseTo(linear, 6);
    expect(value({ scale: 'log' })).toBeCloseTo(Math.log1p(linear), 6);
    expect(value({ alpha: 1 })).toBeCloseTo((0.75 ** 2 * 3 + 0.25 ** 2 * 2 + 0.75 ** 2 * 2) / 4, 6);
  });

  it('costs more for an error that is far away', () => {
    const labels = tf.tensor3d([1, 1, 0, 0, 0, 0], [1, 1, 6], 'int32');
    const [near, far] = [2, 5].map((wrong) => {
      const logits = tf.tensor4d(
        [0, 1, 2, 3, 4, 5].map((i) => (i < 2 || i === wrong ? 5 : -5)),
        [1, 1, 6, 1],
      );
      return hausdorffLoss()(labels, logits).dataSync()[0];
    });
    expect(far).toBeGreaterThan(3 * near);
  });

  it('refuses options that do not exist', () => {
    expect(() => hausdorffLoss({ scale: 'root' as 'log' })).toThrow('hausdorffLoss: scale is "root". Use one of');
    expect(() => hausdorffLoss({ alpha: 0 })).toThrow('hausdorffLoss: alpha is 0. It must be a number of at least');
  });
});
