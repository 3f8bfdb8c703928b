import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { groupNorm } from '../../../src/ops/normalization/groupNorm.js';
import { instanceNorm } from '../../../src/ops/normalization/instanceNorm.js';
import { layerNorm } from '../../../src/ops/normalization/layerNorm.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const vector = (seed: number): tf.Tensor1D => randomTensor<tf.Rank.R1>([4], seed, 0.5, 1.5);
const ones = (): tf.Tensor1D => tf.ones([4]);
const zeros = (): tf.Tensor1D => tf.zeros([4]);

describeEachBackend('groupNorm', () => {
  it('gives the values computed by hand, each picture for itself', () => {
    tf.tidy(() => {
      // Two pictures of one pixel and four channels in two groups.
      const x = tf.tensor4d([1, 3, 10, 30, 0, 8, 5, 5], [2, 1, 1, 4]);
      const y = groupNorm(x, tf.tensor1d([1, 1, 2, 2]), tf.tensor1d([0, 0, 0, 1]), { groups: 2, epsilon: 1e-12 });
      expectAllClose(y, [-1, 1, -2, 3, -1, 1, 0, 1]);
    });
  });

  it('is layer normalization of the picture with one group, instance normalization with one a channel', () => {
    tf.tidy(() => {
      const x = randomTensor([2, 3, 5, 4]);
      const { mean, variance } = tf.moments(groupNorm(x, ones(), zeros()), [1, 2, 3]);
      expectAllClose(mean, [0, 0], { atol: 1e-5 });
      expectAllClose(variance, [1, 1], { rtol: 1e-3 });
      expectAllClose(groupNorm(x, ones(), zeros(), { groups: 4 }), instanceNorm(x, ones(), zeros()));
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      for (const groups of [1, 2, 4]) {
        const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor =>
          groupNorm(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, { groups });
        checkGradient(f, [randomTensor([2, 3, 5, 4]), vector(2), vector(3)]);
      }
    });
  });

  it('refuses groups that do not divide the channels', () => {
    tf.tidy(() => {
      expect(() => groupNorm(randomTensor([1, 2, 2, 4]), ones(), zeros(), { groups: 3 })).toThrow(
        'groupNorm: 3 groups do not divide 4 channels. Use 2, for instance.',
      );
    });
  });

  it('leaves no tensor behind', async () => {
    const [x, gamma, beta] = [randomTensor([2, 4, 4, 4]), vector(1), vector(2)];
    const gradient = tf.grad((input) => groupNorm(input as tf.Tensor4D, gamma, beta, { groups: 2 }));
    await expectNoLeak(() => tf.dispose(gradient(x)));
    await expectNoLeak(() => tf.dispose(groupNorm(x, gamma, beta, { groups: 2 })));
    tf.dispose([x, gamma, beta]);
  });
});

describeEachBackend('instanceNorm', () => {
  it('gives the values computed by hand', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 0, 3, 0, 5, 10, 5, 30], [2, 2, 1, 2]);
      const y = instanceNorm(x, tf.tensor1d([1, 2]), tf.tensor1d([0, 1]), { epsilon: 1e-12 });
      expectAllClose(y, [-1, 1, 1, 1, 0, -1, 0, 3]);
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor =>
        instanceNorm(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D);
      checkGradient(f, [randomTensor([2, 3, 5, 4]), vector(2), vector(3)]);
    });
  });
});

describeEachBackend('layerNorm', () => {
  it('gives the values computed by hand, for any rank', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([1, 3, 10, 30], [1, 2, 2]);
      const y = layerNorm(x, tf.tensor1d([1, 2]), tf.tensor1d([0, 1]), { epsilon: 1e-12 });
      expect(y.shape).toEqual([1, 2, 2]);
      expectAllClose(y, [-1, 3, -1, 3]);
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor =>
        layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D);
      checkGradient(f, [randomTensor([2, 3, 2, 4]), vector(2), vector(3)]);
    });
  });

  it('leaves no tensor behind', async () => {
    const [x, gamma, beta] = [randomTensor([2, 4, 4, 4]), vector(1), vector(2)];
    const gradient = tf.grad((input) => layerNorm(input, gamma, beta));
    await expectNoLeak(() => tf.dispose(gradient(x)));
    tf.dispose([x, gamma, beta]);
  });
});
