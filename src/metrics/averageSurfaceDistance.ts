import { checkOneOf, checkOptionNames } from '../core/options.js';
import { type SurfaceDirection, type SurfaceDistances, surfaceDirections } from './surfaceDistances.js';

/** Options of {@link averageSurfaceDistance}. */
export interface AverageSurfaceDistanceOptions {
  /** `both` (the default) is the symmetric distance (ASSD): the mean over the pixels of both outlines together. */
  readonly direction?: SurfaceDirection;
}

/**
 * The average distance between two outlines.
 *
 * `(Σ d(prediction → truth) + Σ d(truth → prediction)) / (number of edge pixels of both)`, or the mean of one direction.
 * In the unit of the spacing. NaN where both masks are empty, `Infinity` where one is, in every direction.
 *
 * @throws OptionError for an unknown direction.
 *
 * @example
 * ```ts
 * import { averageSurfaceDistance, surfaceDistances } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 0, 0, 0]), width: 4, height: 1 };
 * const yPred = { data: Uint8Array.from([0, 0, 1, 0]), width: 4, height: 1 };
 * console.log(averageSurfaceDistance(surfaceDistances(yTrue, yPred))); // 2
 * ```
 */
export function averageSurfaceDistance(
  distances: SurfaceDistances,
  options: AverageSurfaceDistanceOptions = {},
): number {
  checkOptionNames('averageSurfaceDistance', options, ['direction']);
  const { direction = 'both' } = options;
  checkOneOf('averageSurfaceDistance', 'direction', direction, surfaceDirections);
  const { toTruth, toPrediction } = distances;
  if (toTruth.length === 0 && toPrediction.length === 0) return Number.NaN;
  if (toTruth.length === 0 || toPrediction.length === 0) return Infinity;
  if (direction !== 'both') return sum(distances[direction]) / distances[direction].length;
  return (sum(toTruth) + sum(toPrediction)) / (toTruth.length + toPrediction.length);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
