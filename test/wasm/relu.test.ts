import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareWasm } from '../../src/wasm/index.js';
import { expectNoLeak } from '../helpers/tensors.js';
import { onBackend } from './onBackend.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const relu = (x: tf.Tensor): tf.Tensor => tf.relu(x);

describe.each(['simd', 'composed'] as const)('the gradient of ReLU on wasm (%s)', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  test('is dy above 0, else 0, in any number', async () => {
    for (const count of [0, 1, 2, 3, 4, 5, 4001]) {
      const x = Float32Array.from({ length: count }, (_, i) => Math.sin(3 * i) * (i % 7));
      const dy = Float32Array.from({ length: count }, (_, i) => Math.cos(i));
      const [{ values }] = await onBackend('wasm', () => tf.grad(relu)(tf.tensor1d(x), tf.tensor1d(dy)));
      // Adding 0 makes 0 of −0.
      expect(values.map((value) => value + 0)).toEqual(dy.map((slope, i) => (x[i] > 0 ? slope : 0)));
    }
  });

  test('keeps NaN, and 0 where the input is −infinity', async () => {
    const x = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const [{ values }] = await onBackend('wasm', () => tf.grad(relu)(tf.tensor1d(x), tf.tensor1d([1, 2, 3])));
    expect([...values].map((value) => value + 0)).toEqual([Number.NaN, 2, 0]);
  });

  test('can be differentiated: that of relu(x)³ twice is 6x above 0', async () => {
    const cube = (x: tf.Tensor): tf.Tensor => tf.pow(tf.relu(x), 3);
    const slope = (x: tf.Tensor): tf.Tensor => tf.grad(cube)(x);
    const [{ values }] = await onBackend('wasm', () => tf.grad(slope)(tf.tensor1d([-2, 1, 3])));
    [0, 6, 18].forEach((expected, i) => {
      expect(values[i]).toBeCloseTo(expected, 4);
    });
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([-1, 0, 1]);
    await expectNoLeak(() => tf.dispose(tf.grad(relu)(x)));
    x.dispose();
  });
});
