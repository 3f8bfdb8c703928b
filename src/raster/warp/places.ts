import { type Matrix, movePlace } from '../matrix.js';
import type { Size } from '../resize.js';
import type { WarpJob } from './warpJob.js';

/** Stands for what lies behind the eye of a projective map: far outside every picture. */
const far = -1e15;

/**
 * Where the pixels of an output row come from, in whole units. An affine map of whole numbers only takes additions;
 * otherwise the first two rows of the matrix are scaled to the unit, and hold the half that rounds to the nearest where
 * the map is affine. The kernel in `assembly/places.ts` does the same in the same order, so that both give the same bits.
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
      sx = (depth > 0 ? sx / depth : far) + 0.5;
      sy = (depth > 0 ? sy / depth : far) + 0.5;
    }
    xs[x] = saturate(Math.floor(sx));
    ys[x] = saturate(Math.floor(sy));
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
    xs[x] = depth > 0 ? sx / depth : far;
    ys[x] = depth > 0 ? sy / depth : far;
  }
}

/** The digits after the point of an affine map of whole numbers. */
const pointDigits = 32;

/** Whole numbers of this many pixels have room in all that is done with them, and are exact in a float64. */
const wholeReach = 2 ** 16;

/**
 * The map and its shift for places in whole units of 2^−digits pixel. A map is turned into whole numbers if it is affine,
 * without a field, and does not leave ±65536 pixels on the picture: 32 digits after the point lose nothing that matters,
 * and the places of a row then only take additions.
 */
export function wholeMap(
  matrix: Matrix,
  digits: number,
  size: Size,
  hasField: boolean,
): Pick<WarpJob, 'map' | 'shift'> {
  if (hasField || !staysNear(matrix, size)) {
    const map = Float64Array.from(matrix, (value, i) => (i < 6 ? value * 2 ** digits : value));
    if (!isProjective(map)) {
      map[2] += 0.5;
      map[5] += 0.5;
    }
    return { map, shift: 0 };
  }
  const shift = pointDigits - digits;
  const map = Float64Array.from(matrix, (value, i) => (i < 6 ? Math.round(value * 2 ** pointDigits) : value));
  map[2] += 2 ** (shift - 1);
  map[5] += 2 ** (shift - 1);
  return { map, shift };
}

/** Whether it is affine, and all places of the picture are near. */
function staysNear(matrix: Matrix, { width, height }: Size): boolean {
  if (isProjective(matrix)) return false;
  const corners = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => movePlace(matrix, { x, y })));
  return corners.every(({ x, y }) => Math.abs(x) < wholeReach && Math.abs(y) < wholeReach);
}

const isProjective = (map: ArrayLike<number>): boolean => map[6] !== 0 || map[7] !== 0 || map[8] !== 1;

/** Numbers beyond 32 bits become the outermost; what is no number becomes 0. */
const saturate = (value: number): number => Math.max(-2147483648, Math.min(2147483647, value)) | 0;
