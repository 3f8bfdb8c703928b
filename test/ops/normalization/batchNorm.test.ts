import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { batchNormInference } from '../../../src/ops/normalization/batchNormInference.js';
import { batchNormTrain } from '../../../src/ops/normalization/batchNormTrain.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const vector = (seed: number): tf.Tensor1D => randomTensor<tf.Rank.R1>([3], seed, 0.5, 1.5);

describeEachBackend('batchNormTrain', () => {
  it('gives the values computed by hand', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 10, 3, 10, 5, 10, 7, 14], [1, 2, 2, 2]);
      const { y, mean, variance } = batchNormTrain(x, tf.tensor1d([1, 2]), tf.tensor1d([0, 5]), { epsilon: 0 });
      expectAllClose(mean, [4, 11]);
      expectAllClose(variance, [5, 3]); // ((9 + 1 + 1 + 9) / 4, (1 + 1 + 1 + 9) / 4)
      const [a, b] = [1 / Math.sqrt(5), 2 / Math.sqrt(3)];
      expectAllClose(y, [-3 * a, 5 - b, -a, 5 - b, a, 5 - b, 3 * a, 5 + 3 * b]);
    });
  });

  it('does not cancel where the mean is large', () => {
    tf.tidy(() => {
      const x = tf.add(randomTensor([2, 8, 8, 3]), 1000) as tf.Tensor4D;
      const { y } = batchNormTrain(x, tf.ones([3]), tf.zeros([3]));
      const { variance } = tf.moments(y, [0, 1, 2]);
      expectAllClose(variance, [1, 1, 1], { rtol: 1e-2 });
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor =>
        batchNormTrain(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D).y;
      checkGradient(f, [randomTensor([2, 3, 5, 3]), vector(2), vector(3)]);
      checkGradient(f, [randomTensor([2, 1, 4, 3]), vector(2), vector(3)]);
    });
  });

  it("uses the backend's own kernel where it has one", () => {
    const name = 'SegBatchNormNormalize';
    const backendName = tf.getBackend();
    batchNormTrain(randomTensor([1, 2, 2, 3]), vector(1), vector(2)).y.dispose(); // registers the portable one
    const before = tf.getKernel(name, backendName);
    tf.unregisterKernel(name, backendName);
    const kernelFunc = (): tf.Tensor[] => [tf.fill([1, 2, 2, 3], 42)];
    tf.registerKernel({ kernelName: name, backendName, kernelFunc });
    try {
      expect(batchNormTrain(randomTensor([1, 2, 2, 3]), vector(1), vector(2)).y.dataSync()[0]).toBe(42);
    } finally {
      tf.unregisterKernel(name, backendName);
      if (before) tf.registerKernel(before);
    }
  });

  it('leaves no tensor behind', async () => {
    const [x, gamma, beta] = [randomTensor([2, 4, 4, 3]), vector(1), vector(2)];
    await expectNoLeak(() => tf.dispose({ ...batchNormTrain(x, gamma, beta) }));
    const gradient = tf.grads((...inputs) => batchNormTrain(inputs[0] as tf.Tensor4D, gamma, beta).y);
    await expectNoLeak(() => tf.dispose(gradient([x])));
    tf.dispose([x, gamma, beta]);
  });
});

describeEachBackend('batchNormInference', () => {
  it('gives the values computed by hand', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([6, 1], [1, 1, 1, 2]);
      const one = tf.tensor1d([2, 3]);
      const y = batchNormInference(x, one, tf.tensor1d([3, 0]), one, one, { epsilon: 1 });
      expectAllClose(y, [6, -3]); // ((6 − 2) / 2 · 2 + 2, (1 − 3) / 1 · 3 + 3)
    });
  });

  it('has the right gradient, and none for the statistics', () => {
    tf.tidy(() => {
      const [mean, variance] = [vector(4), vector(5)];
      const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor =>
        batchNormInference(x as tf.Tensor4D, mean, variance, gamma as tf.Tensor1D, beta as tf.Tensor1D);
      checkGradient(f, [randomTensor([2, 3, 5, 3]), vector(2), vector(3)]);
    });
  });

  it('leaves no tensor behind', async () => {
    const inputs = [randomTensor([2, 4, 4, 3]), ...[1, 2, 3, 4].map(vector)] as const;
    const [x, mean, variance, gamma, beta] = inputs;
    const gradient = tf.grad((input) => batchNormInference(input as tf.Tensor4D, mean, variance, gamma, beta));
    await expectNoLeak(() => tf.dispose(gradient(x)));
    tf.dispose([...inputs]);
  });
});
