import type { Random } from '../../core/random.js';

/** Draws positions by weight, with replacement: each draw by bisection of the sums. One weight must be above 0. */
export function drawByWeight(weights: ArrayLike<number>, count: number, draw: Random): number[] {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    sums[i] = sum;
    if (weights[i] > 0) last = i;
  }
  // Rounding may give the sum itself, which no position but the last of a weight may answer for.
  return Array.from({ length: count }, () => Math.min(last, firstAbove(sums, draw.uniform(0, sum))));
}

/** The first position whose sum is greater than a value. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
