import * as tf from '@tensorflow/tfjs-core';
import type { PairOfSums } from './batchNormKernels.js';

/**
 * The parts of one batch that are worked on at the same time, each by a worker of its own. Every worker calls `gather`
 * equally often and with equally many values.
 */
export interface BatchParts {
  /** Which of them this one is, counted from 0. */
  readonly index: number;
  /** Gives the values of all parts, in the same order to each, and waits until all have given theirs. */
  gather(values: Float64Array): readonly Float64Array[];
}

/** Mean and biased variance of each channel, and the number of pixels that they are of. */
export interface CountedMoments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
  readonly count: number;
}

/** The moments of the whole batch from those of its parts (Chan, Golub & LeVeque, 1979), in float64. */
export function mergeMoments(parts: BatchParts, moments: PairOfSums, count: number): CountedMoments {
  const channels = moments[0].size;
  const gathered = parts.gather(Float64Array.of(count, ...sumsOf(moments, count)));
  let total = 0;
  for (const [part] of gathered) total += part;
  const means = new Float32Array(channels);
  const variances = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (const part of gathered) sum += part[1 + c];
    const mean = sum / total;
    let deviations = 0;
    for (const part of gathered) deviations += part[1 + channels + c] + part[0] * (part[1 + c] / part[0] - mean) ** 2;
    means[c] = mean;
    variances[c] = deviations / total;
  }
  return { mean: tf.tensor1d(means), variance: tf.tensor1d(variances), count: total };
}

/** The sums over all parts of two vectors that each has summed for itself, in float64. */
export function sumOverParts(parts: BatchParts, sums: PairOfSums): [first: tf.Tensor1D, second: tf.Tensor1D] {
  const gathered = parts.gather(sumsOf(sums, 1));
  const totals = new Float64Array(gathered[0].length);
  for (const part of gathered) for (let i = 0; i < totals.length; i++) totals[i] += part[i];
  const channels = totals.length / 2;
  const vector = (from: number): tf.Tensor1D => tf.tensor1d(Float32Array.from(totals.subarray(from, from + channels)));
  return [vector(0), vector(channels)];
}

/** Both results, one after the other, as sums: exactly if the backend has them so, else `count` times what it has. */
function sumsOf([first, second, exact]: PairOfSums, count: number): Float64Array {
  if (exact) return new Float64Array((exact.dataSync().slice() as Float32Array).buffer);
  return Float64Array.from([...first.dataSync(), ...second.dataSync()], (value) => value * count);
}
