import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { boundaryLoss } from '../../src/losses/boundaryLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeLoss } from './describeLoss.js';

describeEachBackend('boundaryLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 0, 1, 1], [1, 1, 4], 'int32');
    const p = tf.tensor4d([0.5, 0.25, 1, 0.5], [1, 1, 4, 1]);
    const value = (options: object): number => boundaryLoss({ fromLogits: false, ...options })(labels, p).dataSync()[0];
    expect(value({})).toBeCloseTo((2 * 0.5 + 0.25 - 0 * 1 - 1 * 0.5) / 4, 6);
    expect(value({ distanceForm: 'plain' })).toBeCloseTo((2 * 0.5 + 0.25 - 1 - 2 * 0.5) / 4, 6);
  });

  it('leaves the background of multiclass out unless told otherwise, and weighs classes', () => {
    const labels = tf.tensor3d([0, 0, 1, 2], [1, 1, 4], 'int32');
    const p = tf.softmax(tf.randomNormal([1, 1, 4, 3], 0, 1, 'float32', 1)) as tf.Tensor4D;
    const value = (options: object): number =>
      boundaryLoss({ task: 'multiclass', fromLogits: false, ...options })(labels, p).dataSync()[0];
    const each = [0, 1, 2].map((index) => value({ classes: [index] }));
    expect(value({})).toBeCloseTo((each[1] + each[2]) / 2, 6);
    expect(value({ classes: 'all' })).toBeCloseTo((each[0] + each[1] + each[2]) / 3, 6);
    expect(value({ classWeights: [1, 3, 1] })).toBeCloseTo((3 * each[1] + each[2]) / 4, 6);
  });

  it('says nothing about a mask without an edge', () => {
    for (const label of [0, 1]) {
      const { value, grad } = tf.valueAndGrad((x) => boundaryLoss()(tf.fill([1, 3, 3], label, 'int32'), x))(
        tf.zeros([1, 3, 3, 1]),
      );
      expect([value.dataSync()[0], ...grad.dataSync()]).toEqual(Array(10).fill(0));
    }
  });

  it('refuses forms that do not exist', () => {
    expect(() => boundaryLoss({ distanceForm: 'exact' as 'plain' })).toThrow('boundaryLoss: distanceForm is "exact".');
  });
});

describeLoss({ lossName: 'boundaryLoss', make: boundaryLoss, tasks: ['binary', 'multiclass', 'multilabel'] });
