import type { Random } from '../../core/random.js';

/** A number from Beta(α, α), in 0 … 1: even for α = 1, mostly close to 0 or 1 for a small α. */
export function drawBeta(draw: Random, alpha: number): number {
  const [a, b] = [drawLogGamma(draw, alpha), drawLogGamma(draw, alpha)];
  return 1 / (1 + Math.exp(b - a));
}

/**
 * The logarithm of a number from Gamma(α, 1) (Marsaglia and Tsang 2000), as the number itself underflows for small α:
 * below 1, Gamma(α) is Gamma(α + 1) · u^(1/α).
 */
function drawLogGamma(draw: Random, alpha: number): number {
  if (alpha < 1) return drawLogGamma(draw, alpha + 1) + Math.log(1 - draw.uniform()) / alpha;
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = draw.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draw.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
