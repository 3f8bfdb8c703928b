import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { focalTverskyLoss, tverskyLoss } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({ lossName: 'focalTverskyLoss', make: focalTverskyLoss, tasks: ['binary', 'multiclass', 'multilabel'] });

describeEachBackend('focalTverskyLoss', () => {
  it('is a power of the Tversky loss, of every class or of their mean', () => {
    const labels = tf.tensor3d([0, 1], [1, 1, 2], 'int32');
    const p = tf.tensor4d([0.5, 0.5, 0.2, 0.8], [1, 1, 2, 2]);
    const value = (options: object): number =>
      focalTverskyLoss({ task: 'multiclass', fromLogits: false, smooth: 0, gamma: 0.5, ...options })(
        labels,
        p,
      ).dataSync()[0];
    const first = 1 - 0.5 / (0.5 + 0.3 * 0.2 + 0.7 * 0.5);
    const second = 1 - 0.8 / (0.8 + 0.3 * 0.5 + 0.7 * 0.2);
    expect(value({})).toBeCloseTo((Math.sqrt(first) + Math.sqrt(second)) / 2, 5);
    expect(value({ gammaOn: 'mean' })).toBeCloseTo(Math.sqrt((first + second) / 2), 5);
  });

  it('is the Tversky loss for gamma 1, and finite for a perfect prediction', () => {
    const yTrue = makeTruth('binary', [2, 4, 5, 1], 1);
    const yPred = randomTensor([2, 4, 5, 1], 2);
    expectAllClose(focalTverskyLoss({ gamma: 1 })(yTrue, yPred), tverskyLoss()(yTrue, yPred));
    const perfect = tf.mul(tf.sub(tf.expandDims(tf.cast(yTrue, 'float32'), 3), 0.5), 160);
    const gradient = tf.grad((x) => focalTverskyLoss({ gamma: 0.5, smooth: 0 })(yTrue, x))(perfect);
    expectAllClose(gradient, tf.zeros([2, 4, 5, 1]));
  });

  it('costs nothing for absent classes under the rule zero', () => {
    const labels = tf.zeros([1, 2, 2], 'int32');
    const loss = focalTverskyLoss({ task: 'multiclass', absentClass: 'zero', classes: [1, 2] });
    const { value, grad } = tf.valueAndGrad((x) => loss(labels, x))(tf.zeros([1, 2, 2, 3]));
    expect(value.dataSync()[0]).toBe(0);
    expectAllClose(grad, tf.zeros([1, 2, 2, 3]), { atol: 0 });
  });

  it('refuses an exponent of 0', () => {
    expect(() => focalTverskyLoss({ gamma: 0 })).toThrow(
      'focalTverskyLoss: gamma is 0. It must be a number of at least',
    );
    expect(() => focalTverskyLoss({ gammaOn: 'class' as 'mean' })).toThrow('focalTverskyLoss: gammaOn is "class".');
  });
});
