import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  batchGradientSums,
  batchInputGradient,
  batchMoments,
  movingStatistics,
  normalizeBatch,
} from '../../src/ops/normalization/batchNormKernels.js';
import { prepareWasm } from '../../src/wasm/index.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';

const epsilon = 1e-3;

interface Case {
  readonly shape: readonly [number, number, number, number];
  readonly mean: number;
  readonly deviation: number;
}

/** Deterministic numbers around `mean`. */
function numbers(size: number, seed: number, mean = 0, deviation = 1): Float32Array {
  return Float32Array.from(
    { length: size },
    (_, i) => mean + deviation * Math.sin(seed + i * 1.7 + 0.1 * (i % 31) ** 2),
  );
}

/** The plain formulas, in float64. */
function reference({ shape, mean: centre, deviation }: Case) {
  const channels = shape[3];
  const size = shape.reduce((product, length) => product * length, 1);
  const rows = size / channels;
  const x = numbers(size, 1, centre, deviation);
  const dy = numbers(size, 2);
  const gamma = numbers(channels, 3, 1, 0.5);
  const beta = numbers(channels, 4);
  const overRows = (value: (i: number, channel: number) => number): Float64Array => {
    const sums = new Float64Array(channels);
    for (let i = 0; i < size; i++) sums[i % channels] += value(i, i % channels);
    return sums;
  };
  const mean = overRows((i) => x[i]).map((sum) => sum / rows);
  const variance = overRows((i, c) => (x[i] - mean[c]) ** 2).map((sum) => sum / rows);
  const inverse = variance.map((value) => 1 / Math.sqrt(value + epsilon));
  const normal = (i: number, c: number): number => (x[i] - mean[c]) * inverse[c];
  const dGamma = overRows((i, c) => dy[i] * normal(i, c));
  const dBeta = overRows((i) => dy[i]);
  const y = Float64Array.from(x, (_, i) => normal(i, i % channels) * gamma[i % channels] + beta[i % channels]);
  const dx = Float64Array.from(x, (_, i) => {
    const c = i % channels;
    return gamma[c] * inverse[c] * (dy[i] - dBeta[c] / rows - (normal(i, c) * dGamma[c]) / rows);
  });
  const largestTerm = dy.reduce((largest, value, i) => {
    return Math.max(largest, Math.abs(value * gamma[i % channels] * inverse[i % channels]));
  }, 0);
  return { x, dy, gamma, beta, mean, variance, y, dx, dGamma, dBeta, largestTerm };
}

function expectFormulas(conv: Case, factor: number): void {
  const expected = reference(conv);
  tf.tidy(() => {
    const x = tf.tensor(expected.x, [...conv.shape]);
    const dy = tf.tensor(expected.dy, [...conv.shape]);
    const [gamma, beta] = [tf.tensor1d(expected.gamma), tf.tensor1d(expected.beta)];
    const [mean, variance] = batchMoments(x);
    const y = normalizeBatch({ x, mean, variance, gamma, beta }, epsilon);
    const [dGamma, dBeta] = batchGradientSums({ dy, x, mean, variance }, epsilon);
    const count = x.size / gamma.size;
    const dx = batchInputGradient({ dy, x, mean, variance, gamma, dGamma, dBeta }, epsilon, count);
    // A mean far from zero costs float32 its digits before any formula does, and so does a sum of many numbers that
    // comes out near zero.
    const conditioning = 1 + Math.abs(conv.mean) / conv.deviation;
    const close = (actual: tf.Tensor, values: Float64Array, wider: number, atol = 1e-6): void =>
      expectAllClose(actual.dataSync(), values, { rtol: 0, atol, atolOfMax: 2e-6 * factor * wider });
    close(mean, expected.mean, 1);
    close(variance, expected.variance, conditioning);
    close(y, expected.y, conditioning);
    close(dBeta, expected.dBeta, 4, 1e-8 * count * factor);
    close(dGamma, expected.dGamma, 4 * conditioning, 1e-8 * count * factor);
    // Of two or three pixels, what is left of dy is little; its error is that of what it is left of.
    close(dx, expected.dx, 4 * conditioning, 1e-6 + 2e-6 * factor * expected.largestTerm);
  });
}

describe.each(['simd', 'composed'] as const)('batch normalisation on wasm (%s), against float64', (kernels) => {
  // The composed kernels add up in float32 alone.
  const factor = kernels === 'simd' ? 1 : 20;

  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  const cases: Case[] = [
    { shape: [2, 5, 7, 8], mean: 0, deviation: 1 },
    { shape: [4, 16, 16, 16], mean: 0, deviation: 1 },
    { shape: [1, 3, 3, 1], mean: 0, deviation: 1 },
    { shape: [1, 9, 9, 3], mean: 1, deviation: 2 },
    { shape: [2, 7, 5, 5], mean: 0, deviation: 1 },
    { shape: [3, 4, 4, 6], mean: 0, deviation: 1 },
    { shape: [1, 1, 1, 4], mean: 0, deviation: 1 },
    { shape: [1, 1, 3, 7], mean: 0, deviation: 1 },
    { shape: [1, 2, 2, 600], mean: 0, deviation: 1 },
    { shape: [1, 64, 65, 2], mean: 0, deviation: 1 },
    { shape: [2, 31, 33, 12], mean: 100, deviation: 0.5 },
  ];
  test.each(cases)('$shape, mean $mean', (conv) => expectFormulas(conv, factor));

  test('random shapes', () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(fc.tuple(side, side, side, fc.integer({ min: 1, max: 40 })), (shape) =>
        expectFormulas({ shape, mean: 0.5, deviation: 1 }, factor),
      ),
      { numRuns: 100 },
    );
  });

  test('a million pixels keep their precision', () =>
    expectFormulas({ shape: [1, 1024, 1024, 1], mean: 3, deviation: 1 }, factor));

  test.each([1, 2, 3, 4, 5, 64, 67])('the moving statistics of %i channels', (channels) => {
    const [oldMean, oldVariance, mean, variance] = [1, 2, 3, 4].map((seed) => numbers(channels, seed));
    const [newMean, newVariance] = tf.tidy(() => {
      const inputs = {
        oldMean: tf.tensor1d(oldMean),
        oldVariance: tf.tensor1d(oldVariance),
        mean: tf.tensor1d(mean),
        variance: tf.tensor1d(variance),
      };
      return movingStatistics(inputs, { momentum: 0.75, correction: 1.5 }).map((result) => result.dataSync());
    });
    // Factors without rounding, so that float64 rounds once where float32 does.
    expect(newMean).toEqual(oldMean.map((old, c) => Math.fround(0.75 * old) + Math.fround(0.25 * mean[c])));
    expect(newVariance).toEqual(
      oldVariance.map((old, c) => Math.fround(0.75 * old) + Math.fround(0.375 * variance[c])),
    );
  });

  test('no tensor is left behind', () => expectNoLeak(() => expectFormulas(cases[0], factor)));
});
