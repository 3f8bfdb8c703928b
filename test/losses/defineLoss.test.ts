import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handGradient } from '../../src/losses/handGradient.js';
import { crossEntropy, diceLoss, type Loss } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';
import { makeTruth } from './describeLoss.js';

describe('labels on backends that are slow to read', () => {
  // The cpu backend under a name that segkit does not know.
  beforeAll(async () => {
    tf.registerBackend('accelerator', () => new MathBackendCPU());
    tf.copyRegisteredKernels('cpu', 'accelerator');
    await tf.setBackend('accelerator');
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
    tf.removeBackend('accelerator');
  });

  const shape = [2, 3, 4, 3];
  const run = (loss: Loss, yTrue: tf.Tensor): number => tf.tidy(() => loss(yTrue, tf.zeros(shape)).dataSync()[0]);

  it('are read in the first batches, with an error that names them', () => {
    const loss = crossEntropy();
    for (let i = 0; i < 7; i++) run(loss, makeTruth('multiclass', shape, i));
    expect(() => run(loss, tf.fill([2, 3, 4], 9, 'int32'))).toThrow(
      'crossEntropy: yTrue holds the label 9 (picture 0,',
    );
  });

  it('are no longer read later, and poison the value if they are wrong', () => {
    for (const task of ['multiclass', 'multilabel'] as const) {
      const loss = diceLoss({ task, ignoreIndex: 255 });
      const wrong = tf.fill(task === 'multiclass' ? [2, 3, 4] : shape, 9, task === 'multiclass' ? 'int32' : 'float32');
      for (let i = 0; i < 8; i++) run(loss, makeTruth(task, shape, i, true));
      const right = makeTruth(task, shape, 9, true);
      const read = vi.spyOn(right, 'dataSync');
      expect(run(loss, right)).toBeGreaterThan(0);
      expect(read).not.toHaveBeenCalled();
      expect(run(loss, wrong)).toBeNaN();
      expect(run(loss, tf.neg(wrong))).toBeNaN();
      expect(run(loss, right)).toBeGreaterThan(0);
    }
  });
});

describe('labels on cpu and wasm', () => {
  it('are read in every batch', () => {
    const loss = crossEntropy();
    for (let i = 0; i < 20; i++) loss(makeTruth('multiclass', [1, 2, 2, 3], i), tf.zeros([1, 2, 2, 3]));
    expect(() => loss(tf.fill([1, 2, 2], -1, 'int32'), tf.zeros([1, 2, 2, 3]))).toThrow(
      "crossEntropy: yTrue holds the label -1 (picture 0, row 0, column 0), but task 'multiclass' has 0 … 2 (3 classes). " +
        'Correct the mask; if -1 marks pixels that do not count, pass ignoreIndex: -1.',
    );
  });

  it('are named by their place', () => {
    const labels = tf.buffer([2, 3, 4], 'int32');
    labels.set(200, 1, 2, 3);
    expect(() => crossEntropy()(labels.toTensor(), tf.zeros([2, 3, 4, 2]))).toThrow(
      'yTrue holds the label 200 (picture 1, row 2, column 3)',
    );
    const masks = tf.buffer([1, 2, 2, 3]);
    masks.set(1.5, 0, 1, 0, 2);
    expect(() => diceLoss({ task: 'multilabel' })(masks.toTensor(), tf.zeros([1, 2, 2, 3]))).toThrow(
      'yTrue holds the label 1.5 (picture 0, row 1, column 0, channel 2)',
    );
  });
});

describeEachBackend('handGradient', () => {
  it('gives the value of one function and the gradient of another, once for each use', async () => {
    const x = randomTensor([3, 4], 1);
    const factor = randomTensor([3, 4], 2);
    const f = (input: tf.Tensor): tf.Tensor =>
      handGradient(input, {
        constants: [factor],
        forward: (y) => tf.round(y),
        backward: (dy, _, constant) => tf.mul(dy, constant),
      });
    const { value, grad } = tf.valueAndGrad((y) => tf.sum(tf.add(f(y), tf.mul(f(y), 2))) as tf.Scalar)(x);
    expectAllClose(value, tf.mul(tf.sum(tf.round(x)), 3));
    expectAllClose(grad, tf.mul(factor, 3));
    await expectNoLeak(() => f(x).dispose());
    await expectNoLeak(() => tf.grad(f)(x).dispose());
  });

  it('passes the gradient on to what made its input', () => {
    const x = randomTensor([5], 3);
    const f = (y: tf.Tensor): tf.Tensor =>
      handGradient(tf.mul(y, 2), { constants: [tf.zeros([5])], forward: (z) => z.clone(), backward: (dy) => dy });
    expectAllClose(tf.grad(f)(x), tf.fill([5], 2));
  });
});
