import { type Matrix, movePlace } from '../matrix.js';
import type { Size } from '../resize.js';
import type { WarpJob } from './warpJob.js';

/** Stands for what lies behind the eye of a projective map: far outside every picture. */
const far = -1e15;

/**
 * Where the pixels of an output row come from, in whole units. An affine map of whole numbers only takes additions; any
 * other is worked out and rounded to the nearest. The kernel in `assembly/places.ts` does the same in the same order, so
 * that both give the same bits.
 */
export function wholePlaces(job: WarpJob, y: number, xs: Int32Array, ys: Int32Array): void {
  if (job.shift === 0) {
    mappedPlaces(job, y, xs, ys);
    return;
  }
  const { map, toWidth } = job;
  const unit = 2 ** -job.shift;
  const startX = map[1] * y + map[2];
  const startY = map[4] * y + map[5];
  for (let x = 0; x < toWidth; x++) {
    xs[x] = Math.floor((map[0] * x + startX) * unit);
    ys[x] = Math.floor((map[3] * x + startY) * unit);
  }
}

function mappedPlaces(job: WarpJob, y: number, xs: Int32Array, ys: Int32Array): void {
  const { map, field, toWidth } = job;
  const projective = isProjective(map);
  for (let x = 0; x < toWidth; x++) {
    const px = field ? x + field.x[y * toWidth + x] : x;
    const py = field ? y + field.y[y * toWidth + x] : y;
    let sx = map[0] * px + (map[1] * py + map[2]);
    let sy = map[3] * px + (map[4] * py + map[5]);
    if (projective) {
      const depth = map[6] * px + (map[7] * py + map[8]);
      const share = job.scale / depth;
      sx = depth > 0 ? sx * share : far;
      sy = depth > 0 ? sy * share : far;
    }
    xs[x] = rounded(sx);
    ys[x] = rounded(sy);
  }
}

/** The same in fractions of pixels. */
export function exactPlaces(job: WarpJob, y: number, xs: Float64Array, ys: Float64Array): void {
  const { map, field, toWidth } = job;
  const projective = isProjective(map);
  for (let x = 0; x < toWidth; x++) {
    const px = field ? x + field.x[y * toWidth + x] : x;
    const py = field ? y + field.y[y * toWidth + x] : y;
    const sx = map[0] * px + (map[1] * py + map[2]);
    const sy = map[3] * px + (map[4] * py + map[5]);
    const depth = projective ? map[6] * px + (map[7] * py + map[8]) : 1;
    xs[x] = depth > 0 ? sx * (1 / depth) : far;
    ys[x] = depth > 0 ? sy * (1 / depth) : far;
  }
}

/** The digits after the point of an affine map of whole numbers. */
const pointDigits = 32;

/** Whole numbers of this many pixels have room in all that is done with them, and are exact in a float64. */
const wholeReach = 2 ** 16;

/** The map of a job, with its shift and scale. */
type PlaceMap = Pick<WarpJob, 'map' | 'shift' | 'scale'>;

/**
 * The map for places in whole units of 2^−digits pixel. An affine map without a field that does not leave ±65536 pixels on
 * the picture is turned into whole numbers: 32 digits after the point lose nothing that matters, and the places of a row
 * then only take additions. A projective one is rounded so that sums of its numbers are exact.
 */
export function wholeMap(matrix: Matrix, digits: number, size: Size, hasField: boolean): PlaceMap {
  const scale = 2 ** digits;
  if (isProjective(matrix))
    return { map: hasField ? Float64Array.from(matrix) : exactSums(matrix, size), shift: 0, scale };
  if (hasField || !staysNear(matrix, size)) {
    return { map: Float64Array.from(matrix, (value, i) => (i < 6 ? value * scale : value)), shift: 0, scale };
  }
  const shift = pointDigits - digits;
  const map = Float64Array.from(matrix, (value, i) => (i < 6 ? Math.round(value * 2 ** pointDigits) : value));
  map[2] += 2 ** (shift - 1);
  map[5] += 2 ** (shift - 1);
  return { map, shift, scale };
}

/** Whether all places of the picture are near. */
function staysNear(matrix: Matrix, { width, height }: Size): boolean {
  const corners = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => movePlace(matrix, { x, y })));
  return corners.every(({ x, y }) => Math.abs(x) < wholeReach && Math.abs(y) < wholeReach);
}

/** Each row of the matrix rounded to multiples of a power of 2, so that `a·x + b·y + c` is exact in all its steps. */
function exactSums(matrix: Matrix, { width, height }: Size): Float64Array {
  const map = Float64Array.from(matrix);
  for (let row = 0; row < 9; row += 3) {
    const largest = Math.abs(map[row]) * (width + 1) + Math.abs(map[row + 1]) * height + Math.abs(map[row + 2]);
    const unit = 2 ** (Math.ceil(Math.log2(largest || 1)) + 1 - 52);
    for (let i = row; i < row + 3; i++) map[i] = Math.round(map[i] / unit) * unit;
  }
  return map;
}

const isProjective = (map: ArrayLike<number>): boolean => map[6] !== 0 || map[7] !== 0 || map[8] !== 1;

/** Places are kept within whole numbers of 32 bits. */
const farthest = 2 ** 30;

/** Adding this to a number rounds it to a whole one, ties to even. */
const rounds = 1.5 * 2 ** 52;

/** Rounded to the nearest whole number; what is no number becomes 0. */
function rounded(place: number): number {
  return (Math.max(-farthest, Math.min(farthest, place)) + rounds - rounds) | 0;
}
