/** Weights of a filter, row by row; the pixel in the middle is the one that is worked out. */
export interface Kernel {
  /** Odd, in pixels. */
  readonly width: number;
  /** Odd, in pixels. */
  readonly height: number;
  /** `width · height` numbers, applied as they stand (correlation, not turned by 180°). */
  readonly weights: ArrayLike<number>;
}

/** The weights of a Gaussian at −r … r, with r = ⌊size / 2⌋, which sum to 1. */
export function gaussianWeights(size: number, sigma: number): Float64Array {
  const radius = size >> 1;
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The odd size that holds a Gaussian up to 3.5 standard deviations, as Pillow and Albumentations cut it off. */
export const gaussianSize = (sigma: number): number => 2 * Math.floor(3.5 * sigma) + 1;

/** Weights as whole numbers of 16 bits, to be divided by `2^shift`. */
export interface IntegerWeights {
  readonly weights: Int16Array;
  readonly shift: number;
}

/**
 * Rounds weights for pictures of 8 bits, as finely as 16-bit weights and 32-bit sums allow. Their sum is kept, so that
 * even areas keep their level. In whole numbers the plain and the WebAssembly filters give the same, bit for bit.
 */
export function integerWeights(weights: ArrayLike<number>, finest = 14): IntegerWeights {
  const values = Array.from(weights);
  const largest = values.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const total = values.reduce((sum, weight) => sum + Math.abs(weight), 0);
  let shift = finest;
  while (shift > 0 && (largest * 2 ** shift > 32000 || total * 255 * 2 ** shift > 2 ** 30)) shift--;
  const rounded = Int16Array.from(values, (weight) => Math.round(weight * 2 ** shift));
  const wanted = Math.round(values.reduce((sum, weight) => sum + weight, 0) * 2 ** shift);
  spread(rounded, wanted - rounded.reduce((sum, weight) => sum + weight, 0));
  return { weights: rounded, shift };
}

/** Spreads what rounding left over the largest weights, from the middle outwards, so that symmetry is kept. */
function spread(weights: Int16Array, rest: number): void {
  const middle = weights.length >> 1;
  const order = [...weights.keys()]
    .filter((i) => weights[i] !== 0)
    .sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || Math.abs(a - middle) - Math.abs(b - middle));
  if (order.length === 0) return;
  weights[order[0]] += rest; // a few units of 2^−14, on the weight where they matter least
}
