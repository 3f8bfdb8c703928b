import { DataError, ShapeError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { LabelMap } from './labelMap.js';

/** Options of {@link distanceTransform}. */
export interface DistanceTransformOptions {
  /** The size of a pixel as `[row, column]`, in the unit that the distances shall have. Left out, both are 1. */
  readonly spacing?: readonly [number, number];
}

/** Options of {@link signedDistanceTransform}. */
export interface SignedDistanceTransformOptions extends DistanceTransformOptions {
  /**
   * What a foreground pixel gets: `plain` −d, `kervadec` −(d − 1), which is 0 on the inner edge.
   * By default `plain`.
   */
  readonly form?: 'plain' | 'kervadec';
}

/**
 * The exact Euclidean distance of every foreground pixel (not 0) to the nearest background pixel, from centre to centre.
 *
 * `d(p) = min { √((Δrow · spacing₀)² + (Δcolumn · spacing₁)²) : mask(q) = 0 }`; background pixels get 0. Without any
 * background pixel every distance is `Infinity`: what is outside the picture is unknown, not background.
 *
 * Takes time linear in the number of pixels: one scan down and one up give the distances within the columns, then each
 * row is the lower envelope of one parabola a column (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled
 * Functions", 2012).
 *
 * @returns `width · height` distances, row-major.
 * @throws DataError if the data does not have `width · height` values; OptionError if a spacing is not above 0.
 *
 * @example
 * ```ts
 * import { distanceTransform } from 'segkit';
 *
 * const mask = { data: Uint8Array.from([0, 1, 1, 1]), width: 4, height: 1 };
 * console.log(distanceTransform(mask)); // Float64Array [0, 1, 2, 3]
 * ```
 */
export function distanceTransform(mask: LabelMap, options: DistanceTransformOptions = {}): Float64Array {
  checkOptionNames('distanceTransform', options, ['spacing']);
  const { spacing = [1, 1] } = options;
  checkMask('distanceTransform', mask);
  checkSpacing('distanceTransform', spacing);
  return distancesTo(mask, 0, spacing);
}

/**
 * A map that is negative within the foreground (not 0) and positive outside, its size the distance to the other side.
 *
 * `φ = d(to the foreground)` outside and `φ = −d(to the background)` inside, or `−(d − 1)` in the form of Kervadec et
 * al. ("Boundary loss for highly unbalanced segmentation", 2019). An empty or full mask has no boundary: φ is 0.
 *
 * @returns `width · height` values, row-major.
 * @throws DataError if the data does not have `width · height` values; OptionError if a spacing is not above 0.
 *
 * @example
 * ```ts
 * import { signedDistanceTransform } from 'segkit';
 *
 * const mask = { data: Uint8Array.from([0, 0, 1, 1]), width: 4, height: 1 };
 * console.log(signedDistanceTransform(mask)); // Float64Array [2, 1, -1, -2]
 * ```
 */
export function signedDistanceTransform(mask: LabelMap, options: SignedDistanceTransformOptions = {}): Float64Array {
  checkOptionNames('signedDistanceTransform', options, ['spacing', 'form']);
  const { spacing = [1, 1], form = 'plain' } = options;
  checkOneOf('signedDistanceTransform', 'form', form, ['plain', 'kervadec']);
  checkMask('signedDistanceTransform', mask);
  checkSpacing('signedDistanceTransform', spacing);
  const inside = distancesTo(mask, 0, spacing);
  const outside = distancesTo(mask, 1, spacing);
  const shift = form === 'kervadec' ? 1 : 0;
  const signed = new Float64Array(inside.length);
  for (let i = 0; i < signed.length; i++) {
    const distance = inside[i] > 0 ? shift - inside[i] : outside[i];
    signed[i] = Number.isFinite(distance) ? distance : 0;
  }
  return signed;
}

/** Distances to the nearest pixel of one side: 0 the background, 1 the foreground. */
function distancesTo(mask: LabelMap, side: 0 | 1, spacing: readonly [number, number]): Float64Array {
  const { width, height } = mask;
  const distances = columnDistances(mask, side, spacing[0]);
  if (width === 0 || height === 0 || distances.every((distance) => distance === Infinity)) return distances;
  const envelope = {
    squares: new Float64Array(width),
    sites: new Int32Array(width),
    starts: new Float64Array(width),
  };
  for (let y = 0; y < height; y++) rowEnvelope(distances, y * width, width, spacing[1], envelope);
  return distances;
}

/** Distances within each column, `Infinity` where it has no pixel of the side. Row by row, as memory lies. */
function columnDistances({ data, width, height }: LabelMap, side: 0 | 1, spacing: number): Float64Array {
  const steps = new Float64Array(width * height).fill(Infinity);
  for (let i = 0; i < steps.length; i++) {
    if ((data[i] !== 0 ? 1 : 0) === side) steps[i] = 0;
    else if (i >= width) steps[i] = steps[i - width] + 1;
  }
  for (let i = steps.length - 1 - width; i >= 0; i--) {
    if (steps[i + width] + 1 < steps[i]) steps[i] = steps[i + width] + 1;
  }
  if (spacing !== 1) for (let i = 0; i < steps.length; i++) steps[i] *= spacing;
  return steps;
}

/** Replaces the column distances of one row by the distances in the plane. */
function rowEnvelope(
  distances: Float64Array,
  start: number,
  width: number,
  spacing: number,
  { squares, sites, starts }: { squares: Float64Array; sites: Int32Array; starts: Float64Array },
): void {
  const unit = spacing * spacing;
  let top = -1;
  for (let x = 0; x < width; x++) {
    const square = distances[start + x] * distances[start + x];
    squares[x] = square;
    if (square === Infinity) continue;
    let from = -Infinity;
    while (top >= 0) {
      const site = sites[top];
      from = ((square - squares[site]) / unit + (x - site) * (x + site)) / (2 * (x - site));
      if (from > starts[top]) break;
      top--;
    }
    top++;
    sites[top] = x;
    starts[top] = top === 0 ? -Infinity : from;
  }
  let current = 0;
  for (let x = 0; x < width; x++) {
    while (current < top && starts[current + 1] < x) current++;
    const site = sites[current];
    distances[start + x] = Math.sqrt(unit * (x - site) * (x - site) + squares[site]);
  }
}

function checkMask(where: string, { data, width, height }: LabelMap): void {
  if (data.length === width * height) return;
  throw new DataError(
    `${where}: the mask has ${data.length} values for ${width}×${height} pixels. Give one value a pixel.`,
  );
}

function checkSpacing(where: string, spacing: readonly number[]): void {
  if (spacing.length !== 2) {
    throw new ShapeError(`${where}: spacing has ${spacing.length} numbers. Give two: [row, column].`);
  }
  for (const size of spacing) checkNumber(where, 'spacing', size, { min: Number.MIN_VALUE });
}
