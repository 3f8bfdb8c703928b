import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type CrossEntropyOptions, crossEntropy } from '../../src/losses/crossEntropy.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { describeLoss } from './describeLoss.js';

describeLoss({
  lossName: 'crossEntropy',
  make: (options) => crossEntropy(options as CrossEntropyOptions),
  tasks: ['multiclass'],
});

describeEachBackend('crossEntropy', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 2], [1, 1, 2], 'int32');
    const p = tf.tensor4d([0.5, 0.25, 0.25, 0.2, 0.2, 0.6], [1, 1, 2, 3]);
    const value = (options: CrossEntropyOptions): number => {
      const fromProbabilities = crossEntropy({ fromLogits: false, ...options })(labels, p).dataSync()[0];
      expect(crossEntropy(options)(labels, tf.log(p)).dataSync()[0]).toBeCloseTo(fromProbabilities, 5);
      return fromProbabilities;
    };
    const [first, second] = [-Math.log(0.5), -Math.log(0.6)];
    const classWeights = [2, 1, 0.5];
    expect(value({})).toBeCloseTo((first + second) / 2, 6);
    expect(value({ reduction: 'sum' })).toBeCloseTo(first + second, 6);
    expect(value({ classWeights })).toBeCloseTo((2 * first + 0.5 * second) / 2, 6);
    expect(value({ classWeights, normalization: 'weights' })).toBeCloseTo((2 * first + 0.5 * second) / 2.5, 6);
    const spread = -(Math.log(0.5) + 2 * Math.log(0.25) + 2 * Math.log(0.2) + Math.log(0.6)) / 3;
    expect(value({ labelSmoothing: 0.3 })).toBeCloseTo((0.7 * (first + second) + 0.3 * spread) / 2, 6);
  });

  it('keeps its digits for confident pixels', () => {
    const labels = tf.tensor3d([0, 1], [1, 1, 2], 'int32');
    const logits = tf.tensor4d([80, -80, 80, -80], [1, 1, 2, 2]);
    const { value, grad } = tf.valueAndGrad((x) => crossEntropy({ reduction: 'sum' })(labels, x))(logits);
    expect(value.dataSync()[0]).toBe(160);
    expectAllClose(grad, [0, 0, 1, -1]);
    const close = tf.tensor4d([8.1, 0, 0, 8.1], [1, 1, 2, 2]);
    // 1 + e^−8.1 has an error of 6e-8 in float32, and its logarithm keeps it.
    expectAllClose(crossEntropy()(labels, close).dataSync(), [Math.log1p(Math.exp(-8.1))], { rtol: 0, atol: 6e-8 });
  });

  it('shows the loss of every pixel', async () => {
    const loss = crossEntropy({ ignoreIndex: 255 });
    const labels = tf.tensor3d([0, 1, 255], [1, 1, 3], 'int32');
    expectAllClose(loss.map(labels, tf.zeros([1, 1, 3, 2])), tf.tensor3d([Math.LN2, Math.LN2, 0], [1, 1, 3]));
    await expectNoLeak(() => loss.map(labels, tf.zeros([1, 1, 3, 2])).dispose(), 1);
  });

  it('refuses what it cannot use', () => {
    expect(() => crossEntropy({ task: 'binary' as 'multiclass' })).toThrow(
      'crossEntropy: task is "binary". Use one of "multiclass".',
    );
    expect(() => crossEntropy({ classWeights: [0, 0] })).toThrow('crossEntropy: classWeights is [0,0]. Give an array');
    const loss = crossEntropy();
    expect(() => loss(tf.zeros([1, 2, 2], 'int32'), tf.zeros([1, 2, 2, 1]))).toThrow(
      "crossEntropy: yPred has 1 channel, but task 'multiclass' has one a class. Say task: 'binary', or give the model",
    );
  });
});
