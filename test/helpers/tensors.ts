import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** How far two arrays may be apart: `|a − b| ≤ atol + rtol·|b| + atolOfMax·max|b|`. */
export interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
  readonly atolOfMax?: number;
}

type Values = ArrayLike<number>;

/** Fails with the worst place when two arrays are not close. NaN matches NaN, and infinities match themselves. */
export function expectAllClose(
  actual: Values | tf.Tensor,
  expected: Values | tf.Tensor,
  tolerance: Tolerance = {},
): void {
  const a = actual instanceof tf.Tensor ? actual.dataSync() : actual;
  const b = expected instanceof tf.Tensor ? expected.dataSync() : expected;
  if (actual instanceof tf.Tensor && expected instanceof tf.Tensor) expect(actual.shape).toEqual(expected.shape);
  expect(a.length, 'number of values').toBe(b.length);
  const { rtol = 1e-4, atol = 1e-6, atolOfMax = 0 } = tolerance;
  let largest = 0;
  for (let i = 0; i < b.length; i++) if (Number.isFinite(b[i])) largest = Math.max(largest, Math.abs(b[i]));
  let worst = -1;
  let worstExcess = 0;
  for (let i = 0; i < b.length; i++) {
    if (Object.is(a[i], b[i]) || a[i] === b[i]) continue;
    const allowed = atol + rtol * Math.abs(b[i]) + atolOfMax * largest;
    const excess = Math.abs(a[i] - b[i]) / allowed;
    if (!(excess <= 1) && !(excess < worstExcess)) [worst, worstExcess] = [i, excess];
  }
  if (worst >= 0) {
    expect.fail(
      `value ${worst} of ${b.length}: got ${a[worst]}, expected ${b[worst]} (${worstExcess.toFixed(1)}× the tolerance)`,
    );
  }
}

/** Fails if `run` leaves another number of tensors than `kept`. It is run once beforehand, to fill the caches. */
export async function expectNoLeak(run: () => unknown, kept = 0): Promise<void> {
  await run();
  const before = tf.memory().numTensors;
  await run();
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(kept);
}

/** Random values that depend on the seed alone, in `[low, high)`. */
export function randomTensor<R extends tf.Rank = tf.Rank.R4>(
  shape: readonly number[],
  seed = 1,
  low = -1,
  high = 1,
): tf.Tensor<R> {
  return tf.randomUniform<R>(shape as tf.ShapeMap[R], low, high, 'float32', seed);
}
