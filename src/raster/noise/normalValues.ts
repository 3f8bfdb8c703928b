/** Quantiles of the normal distribution that noise is made of: it reaches 4.3 standard deviations. */
const count = 65536;

let quantiles: Float32Array | undefined;

/** The middles of 65536 equally likely parts of the normal distribution, scaled to a standard deviation of 1. */
export function normalQuantiles(): Float32Array {
  if (quantiles) return quantiles;
  const upper = Float64Array.from({ length: count / 2 }, (_, i) => normalQuantile((count / 2 + i + 0.5) / count));
  const scale = 1 / Math.sqrt(upper.reduce((sum, value) => sum + value * value, 0) / upper.length);
  quantiles = new Float32Array(count);
  for (let i = 0; i < upper.length; i++) {
    quantiles[count / 2 + i] = upper[i] * scale;
    quantiles[count / 2 - 1 - i] = -upper[i] * scale;
  }
  return quantiles;
}

/** Highest power first. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

const middleTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const middleBottom = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141465968,
  2.938163982698783,
];
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/** The inverse of the normal distribution function for 0.5 ≤ p < 1 (Acklam's rational approximation, to 1e-9). */
export function normalQuantile(p: number): number {
  if (p > 0.97575) {
    const q = Math.sqrt(-2 * Math.log(1 - p));
    return -polynomial(tailTop, q) / polynomial(tailBottom, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (q * polynomial(middleTop, r)) / polynomial(middleBottom, r);
}
