import * as tf from '@tensorflow/tfjs-core';
import type { SplitPair } from './batchNormKernels.js';

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
export function mergeMoments(parts: BatchParts, moments: SplitPair, count: number): CountedMoments {
  const own = toFloat64(moments);
  const channels = own.length / 2;
  const gathered = parts.gather(Float64Array.of(count, ...own));
  const total = gathered.reduce((sum, [part]) => sum + part, 0);
  const means = new Float32Array(channels);
  const variances = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const mean = gathered.reduce((sum, part) => sum + part[0] * part[1 + c], 0) / total;
    const squaresOf = (part: Float64Array): number => part[0] * (part[1 + channels + c] + (part[1 + c] - mean) ** 2);
    means[c] = mean;
    variances[c] = gathered.reduce((sum, part) => sum + squaresOf(part), 0) / total;
  }
  return { mean: tf.tensor1d(means), variance: tf.tensor1d(variances), count: total };
}

/** The sums over all parts of two vectors that each has summed for itself, in float64. */
export function sumOverParts(parts: BatchParts, sums: SplitPair): [first: tf.Tensor1D, second: tf.Tensor1D] {
  const own = toFloat64(sums);
  const gathered = parts.gather(own);
  const totals = Float32Array.from(own, (_, i) => gathered.reduce((sum, part) => sum + part[i], 0));
  const channels = own.length / 2;
  return [tf.tensor1d(totals.slice(0, channels)), tf.tensor1d(totals.slice(channels))];
}

/** Both results, one after the other, with what float32 had left out. */
function toFloat64([first, second, rest1, rest2]: SplitPair): Float64Array {
  const rounded = [...first.dataSync(), ...second.dataSync()];
  const rests = [...rest1.dataSync(), ...rest2.dataSync()];
  return Float64Array.from(rounded, (value, i) => value + rests[i]);
}
