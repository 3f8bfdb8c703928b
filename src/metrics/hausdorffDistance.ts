import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type SurfaceDirection, type SurfaceDistances, surfaceDirections } from './surfaceDistances.js';

/** Options of {@link hausdorffDistance}. */
export interface HausdorffDistanceOptions {
  /** 100 (the default) for the greatest distance; 95 for HD95, which single stray pixels do not move. */
  readonly percentile?: number;
  /** `both` (the default) takes the greater of the two directions. */
  readonly direction?: SurfaceDirection;
}

/**
 * The Hausdorff distance: how far an outline strays from the other at worst.
 *
 * `max(max d(prediction → truth), max d(truth → prediction))`; with a percentile, the greater of the two percentiles,
 * each interpolated linearly between the sorted distances. In the unit of the spacing. NaN where both masks are empty,
 * `Infinity` where one is, in every direction and at every percentile.
 *
 * @throws OptionError for a percentile outside 0 … 100 or an unknown direction.
 *
 * @example
 * ```ts
 * import { hausdorffDistance, surfaceDistances } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 0, 0, 0]), width: 4, height: 1 };
 * const yPred = { data: Uint8Array.from([1, 1, 1, 1]), width: 4, height: 1 };
 * const distances = surfaceDistances(yTrue, yPred);
 * console.log(hausdorffDistance(distances)); // 3
 * console.log(hausdorffDistance(distances, { percentile: 50 })); // 1.5
 * ```
 */
export function hausdorffDistance(distances: SurfaceDistances, options: HausdorffDistanceOptions = {}): number {
  checkOptionNames('hausdorffDistance', options, ['percentile', 'direction']);
  const { percentile = 100, direction = 'both' } = options;
  checkNumber('hausdorffDistance', 'percentile', percentile, { min: 0, max: 100 });
  checkOneOf('hausdorffDistance', 'direction', direction, surfaceDirections);
  const { toTruth, toPrediction } = distances;
  if (toTruth.length === 0 && toPrediction.length === 0) return Number.NaN;
  if (toTruth.length === 0 || toPrediction.length === 0) return Infinity;
  if (direction !== 'both') return quantile(distances[direction], percentile / 100);
  return Math.max(quantile(toTruth, percentile / 100), quantile(toPrediction, percentile / 100));
}

/** Between the sorted values, linearly. */
function quantile(values: Float64Array, share: number): number {
  if (share === 1) return values.reduce((greatest, value) => Math.max(greatest, value), -Infinity);
  const sorted = values.slice().sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}
