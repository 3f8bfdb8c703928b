import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { type LossInput, makeLossInput, spread } from '../../src/losses/lossInput.js';
import { type LossOptions, readLossOptions } from '../../src/losses/lossOptions.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose } from '../helpers/tensors.js';

function inputOf(options: LossOptions, yTrue: tf.Tensor, yPred: tf.Tensor, weight?: tf.Tensor): LossInput {
  return makeLossInput(readLossOptions('test', options), yTrue, yPred, weight);
}

describeEachBackend('makeLossInput', () => {
  const labels = (): tf.Tensor => tf.tensor3d([0, 2, 255, 1], [1, 2, 2], 'int32');

  it('flattens pixels, and is 0 where they are ignored', () => {
    const yPred = tf.reshape(tf.range(1, 13), [1, 2, 2, 3]);
    const input = inputOf({ task: 'multiclass', ignoreIndex: 255 }, labels(), yPred);
    const { batch, height, width, pixels, channels } = input;
    expect({ batch, height, width, pixels, channels }).toEqual({
      batch: 1,
      height: 2,
      width: 2,
      pixels: 4,
      channels: 3,
    });
    expectAllClose(input.valid!, tf.tensor3d([1, 1, 0, 1], [1, 4, 1]));
    expectAllClose(input.truth, tf.tensor3d([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [1, 4, 3]));
    expectAllClose(input.prediction, tf.tensor3d([1, 2, 3, 4, 5, 6, 0, 0, 0, 10, 11, 12], [1, 4, 3]));
    expectAllClose(tf.sum(input.probabilities, 2), tf.ones([1, 4]));
  });

  it('lets no gradient through where pixels are ignored', () => {
    const gradient = tf.grad((x) => {
      const options = { task: 'multiclass', ignoreIndex: 255 } as const;
      return tf.sum(tf.mul(inputOf(options, labels(), x).prediction, 5));
    })(tf.ones([1, 2, 2, 3]));
    expectAllClose(gradient, tf.tensor4d([5, 5, 5, 5, 5, 5, 0, 0, 0, 5, 5, 5], [1, 2, 2, 3]));
  });

  it('has masks where they are needed alone', () => {
    const yPred = tf.zeros([1, 2, 2, 3]);
    const plain = inputOf({ task: 'multiclass' }, tf.zeros([1, 2, 2], 'int32'), yPred);
    expect([plain.valid, plain.mass]).toEqual([undefined, undefined]);
    const weight = tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
    const weighted = inputOf({ task: 'multiclass', ignoreIndex: 255 }, labels(), yPred, weight);
    expectAllClose(weighted.mass!, tf.tensor3d([1, 2, 0, 4], [1, 4, 1]));
    const masks = tf.tensor4d([1, 255, 0, 1, 1, 255], [1, 1, 3, 2]);
    const multilabel = inputOf(
      { task: 'multilabel', ignoreIndex: 255 },
      masks,
      tf.zeros([1, 1, 3, 2]),
      tf.fill([1, 1, 3], 2),
    );
    expectAllClose(multilabel.mass!, tf.tensor3d([2, 0, 2, 2, 2, 0], [1, 3, 2]));
    expectAllClose(multilabel.truth, tf.tensor3d([1, 0, 0, 1, 1, 0], [1, 3, 2]));
  });

  it('makes everything once', () => {
    const softmax = vi.spyOn(tf.engine(), 'runKernel');
    const input = inputOf({ task: 'multiclass' }, tf.zeros([1, 2, 2], 'int32'), tf.zeros([1, 2, 2, 3]));
    expect(input.probabilities).toBe(input.probabilities);
    expect(softmax.mock.calls.filter(([name]) => name === 'Softmax')).toHaveLength(1);
    softmax.mockRestore();
  });

  it('repeats a column over channels', () => {
    const column = tf.tensor3d([1, 2], [1, 2, 1]);
    expectAllClose(spread(column, 3), tf.tensor3d([1, 1, 1, 2, 2, 2], [1, 2, 3]));
    expect(spread(column, 1)).toBe(column);
  });
});
