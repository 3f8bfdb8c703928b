import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sumOfSquares } from '../../src/ops/sumOfSquares.js';
import { prepareWasm } from '../../src/wasm/index.js';
import { expectNoLeak } from '../helpers/tensors.js';
import { onBackend } from './onBackend.js';

describe.each(['simd', 'composed'] as const)('the sum of squares on wasm (%s)', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  const read = async (make: () => tf.Tensor): Promise<number> => (await onBackend('wasm', make))[0].values[0];

  test('is exact for whole numbers, of any count', async () => {
    for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 1023, 1024, 1025, 3333]) {
      const values = Float32Array.from({ length: count }, (_, i) => (i % 5) - 2);
      const expected = values.reduce((sum, value) => sum + value * value, 0);
      expect(await read(() => sumOfSquares({ a: tf.tensor1d(values) })), `${count} values`).toBe(expected);
    }
  });

  test('is that of all tensors together, of none, and of empty ones', async () => {
    const three = { b: tf.tensor2d([[3, 4]]), a: tf.scalar(5), empty: tf.zeros([0, 7]) };
    expect(await read(() => sumOfSquares(three))).toBe(50);
    expect(await read(() => sumOfSquares({}))).toBe(0);
  });

  test('keeps NaN and infinity', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await read(() => sumOfSquares({ a: tf.tensor1d([1, value, 2]), b: tf.scalar(3) }))).toBe(value);
    }
  });

  test.runIf(kernels === 'simd')('of sixteen million numbers keeps its digits', async () => {
    const sum = await read(() => sumOfSquares({ a: tf.fill([1 << 24], 0.1) }));
    expect(sum / ((1 << 24) * Math.fround(0.1) ** 2)).toBeCloseTo(1, 6);
  });

  test('leaves no tensor behind', () =>
    expectNoLeak(() => {
      const a = tf.ones([9]);
      tf.dispose([a, sumOfSquares({ a })]);
    }));
});
