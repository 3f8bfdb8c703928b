import * as tf from '@tensorflow/tfjs-core';

/**
 * The parts of one batch that are worked on at the same time, each by a worker of its own. Every worker calls `gather`
 * equally often and with equally many values.
 */
export interface BatchParts {
  /** Gives the values of all parts, in the same order to each, and waits until all have given theirs. */
  gather(values: Float64Array): readonly Float64Array[];
}

/** Mean and biased variance of each channel, and the number of pixels that they are of. */
export interface CountedMoments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
  readonly count: number;
}

/** The moments of the whole batch from those of its parts (Chan, Golub & LeVeque, 1979), summed in float64. */
export function mergeMoments(parts: BatchParts, { mean, variance, count }: CountedMoments): CountedMoments {
  const channels = mean.size;
  const gathered = parts.gather(Float64Array.of(count, ...mean.dataSync(), ...variance.dataSync()));
  const total = gathered.reduce((sum, [part]) => sum + part, 0);
  const means = new Float32Array(channels);
  const variances = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    let weighted = 0;
    for (const part of gathered) weighted += (part[0] / total) * part[1 + c];
    let squares = 0;
    for (const part of gathered) {
      squares += (part[0] / total) * (part[1 + channels + c] + (part[1 + c] - weighted) ** 2);
    }
    means[c] = weighted;
    variances[c] = squares;
  }
  return { mean: tf.tensor1d(means), variance: tf.tensor1d(variances), count: total };
}

/** The sums over all parts of vectors that each has summed for itself. */
export function sumOverParts(parts: BatchParts, vectors: readonly tf.Tensor[]): tf.Tensor1D[] {
  const gathered = parts.gather(Float64Array.from(vectors.flatMap((vector) => [...vector.dataSync()])));
  let at = 0;
  return vectors.map(({ size }) => {
    const start = at;
    at += size;
    const sums = new Float32Array(size);
    for (let i = 0; i < size; i++) sums[i] = gathered.reduce((sum, part) => sum + part[start + i], 0);
    return tf.tensor1d(sums);
  });
}
