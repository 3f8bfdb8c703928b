import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { gelu } from '../../src/ops/gelu.js';
import { prepareWasm } from '../../src/wasm/index.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { onBackend } from './onBackend.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

describe.each(['simd', 'composed'] as const)('the GELU on wasm (%s)', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  test('and its gradient are those of cpu, from far below 0 to far above, in any number', async () => {
    for (const count of [0, 1, 2, 3, 4, 5, 4001]) {
      const run = (): tf.Tensor[] => {
        const x = tf.tensor1d(Float32Array.from({ length: count }, (_, i) => (i / Math.max(1, count - 1)) * 40 - 20));
        const gradient = tf.grad(gelu);
        return [gelu(x), gradient(x, tf.add(x, 3))];
      };
      const expected = await onBackend('cpu', run);
      const actual = await onBackend('wasm', run);
      actual.forEach((result, i) => {
        expectAllClose(result.values, expected[i].values, { rtol: 1e-5, atol: 4e-6 });
      });
    }
  });

  test('keeps NaN, and takes large numbers for what they are', async () => {
    const [{ values }] = await onBackend('wasm', () => gelu(tf.tensor1d([Number.NaN, 1e20, -1e20])));
    expect(values[0]).toBeNaN();
    expect(values[1]).toBe(Math.fround(1e20));
    expect(values[2]).toBeCloseTo(0, 6);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([-1, 0, 1]);
    await expectNoLeak(() => tf.dispose(tf.grad(gelu)(x)));
    x.dispose();
  });
});
