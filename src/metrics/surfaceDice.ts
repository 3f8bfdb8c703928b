import { checkNumber } from '../core/options.js';
import type { SurfaceDistances } from './surfaceDistances.js';

/**
 * The normalized surface Dice: the share of both outlines that lies within a tolerance of the other.
 *
 * `(#{d(prediction → truth) ≤ τ} + #{d(truth → prediction) ≤ τ}) / (number of edge pixels of both)`, from 0 to 1. NaN
 * where both masks are empty, 0 where one is. Pixels are counted, without the lengths and sub-pixel outlines of
 * Nikolov et al. ("Deep learning to achieve clinically applicable segmentation", 2018), as MONAI does by default.
 *
 * @param tolerance τ, in the unit of the spacing.
 * @throws OptionError if the tolerance is not a number of at least 0.
 *
 * @example
 * ```ts
 * import { surfaceDice, surfaceDistances } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 0, 0, 0]), width: 4, height: 1 };
 * const yPred = { data: Uint8Array.from([1, 0, 0, 1]), width: 4, height: 1 };
 * console.log(surfaceDice(surfaceDistances(yTrue, yPred), 1)); // 0.666…
 * ```
 */
export function surfaceDice({ toTruth, toPrediction }: SurfaceDistances, tolerance: number): number {
  checkNumber('surfaceDice', 'tolerance', tolerance, { min: 0 });
  const within = (values: Float64Array): number =>
    values.reduce((count, value) => count + (value <= tolerance ? 1 : 0), 0);
  return (within(toTruth) + within(toPrediction)) / (toTruth.length + toPrediction.length);
}
