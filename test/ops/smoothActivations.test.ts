import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { gelu } from '../../src/ops/gelu.js';
import { hardSigmoid, hardSwish, swish } from '../../src/ops/smoothActivations.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

// What PyTorch gives at −4, −3, −1, 0, 2, 3 and 5.
const activations = [
  ['gelu', gelu, [-0.000126, -0.00405, -0.158655, 0, 1.9545, 2.99595, 4.999999]],
  ['swish', swish, [-0.071945, -0.142278, -0.268941, 0, 1.761594, 2.857723, 4.966536]],
  ['hardSwish', hardSwish, [0, 0, -1 / 3, 0, 5 / 3, 3, 5]],
  ['hardSigmoid', hardSigmoid, [0, 0, 1 / 3, 0.5, 5 / 6, 1, 1]],
] as const;

describeEachBackend('smooth activations', () => {
  it.each(activations)('%s gives the values of PyTorch', (_, activation, expected) => {
    tf.tidy(() => expectAllClose(activation(tf.tensor1d([-4, -3, -1, 0, 2, 3, 5])), expected, { atol: 2e-6 }));
  });

  it.each(activations)('%s has the right gradient', (_, activation) => {
    tf.tidy(() => checkGradient(activation, [tf.tensor1d([-5, -3.5, -2.4, -0.7, 0.2, 1.1, 2.7, 3.4, 6])]));
  });

  it.each(activations)('%s leaves no tensor behind', async (_, activation) => {
    const x = tf.tensor1d([-1, 2]);
    await expectNoLeak(() => tf.dispose(tf.grad(activation)(x)));
    x.dispose();
  });
});
