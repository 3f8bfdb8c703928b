import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { logisticEntropyGradient, logisticEntropyOf } from '../../src/ops/logisticEntropy.js';
import { prepareWasm } from '../../src/wasm/index.js';
import { expectAllClose } from '../helpers/tensors.js';
import { onBackend } from './onBackend.js';

describe.each(['simd', 'composed'] as const)('the cross-entropy of logits on wasm (%s)', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  test('and its gradient are those in float64, from far below 0 to far above, in any number', async () => {
    for (const count of [0, 1, 2, 3, 4, 5, 4001]) {
      const list = (make: (part: number) => number): number[] =>
        Array.from({ length: count }, (_, i) => Math.fround(make(i / Math.max(1, count - 1))));
      const x = list((part) => (part - 0.5) * 60);
      const positive = list((part) => part * part);
      const negative = list((part) => 3 - part);
      const dy = list((part) => part - 0.3);
      const [value, gradient] = await onBackend('wasm', () => {
        const inputs = { x: tf.tensor1d(x), positive: tf.tensor1d(positive), negative: tf.tensor1d(negative) };
        return [logisticEntropyOf(inputs), logisticEntropyGradient({ ...inputs, dy: tf.tensor1d(dy) })];
      });
      const softplus = (logit: number): number => Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
      const values = x.map((logit, i) => positive[i] * softplus(-logit) + negative[i] * softplus(logit));
      // What is subtracted is as large as 60.
      expectAllClose(value.values, Float32Array.from(values), { rtol: 1e-6, atol: 8e-6 });
      const slopes = x.map((logit, i) => dy[i] * ((positive[i] + negative[i]) / (1 + Math.exp(-logit)) - positive[i]));
      expectAllClose(gradient.values, Float32Array.from(slopes), { rtol: 1e-6, atol: 1e-6 });
    }
  });

  // Of tfjs's own kernels, log1p is off by 4e-4 of it there.
  test.runIf(kernels === 'simd')('is exact to the last digits where the loss is all but 0', async () => {
    const [{ values }] = await onBackend('wasm', () =>
      logisticEntropyOf({ x: tf.tensor1d([-10, -20, -40]), positive: tf.zeros([3]), negative: tf.ones([3]) }),
    );
    [-10, -20, -40].forEach((logit, i) => {
      expect(values[i] / Math.log1p(Math.exp(logit))).toBeCloseTo(1, 6);
    });
  });

  test('keeps NaN, and takes large logits for what they are', async () => {
    const run = (): tf.Tensor[] => {
      const inputs = {
        x: tf.tensor1d([Number.NaN, 1e20, -1e20]),
        positive: tf.tensor1d([1, 0, 1]),
        negative: tf.tensor1d([0, 1, 0]),
      };
      return [logisticEntropyOf(inputs), logisticEntropyGradient({ ...inputs, dy: tf.ones([3]) })];
    };
    const [value, gradient] = await onBackend('wasm', run);
    expect([...value.values]).toEqual([Number.NaN, Math.fround(1e20), Math.fround(1e20)]);
    expect([...gradient.values]).toEqual([Number.NaN, 1, -1]);
  });
});
