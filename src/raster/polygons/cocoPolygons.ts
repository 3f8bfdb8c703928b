import { DataError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { LabelMap } from '../labelMap.js';
import { type Crossing, fillBetween } from './fillBetween.js';
import { checkPolygon, type Polygon } from './polygon.js';

/** Options of {@link decodeCocoPolygons}. */
export interface DecodeCocoPolygonsOptions {
  /** Columns of the picture. */
  readonly width: number;
  /** Rows of the picture. */
  readonly height: number;
}

/** COCO's rule works on a grid of this many lines a pixel. */
const fine = 5;

/**
 * Fills the polygons of a COCO annotation by the rule of COCO's own tools, pixel for pixel.
 *
 * Corners are rounded to fifths of a pixel, and lines drawn between them on that grid; in each column of pixels the
 * lines that cross its middle switch between outside and inside. Several polygons are the parts of one object: their
 * union. For a rule that is exact, see `rasterizePolygons`.
 *
 * @param polygons Each a list of x and y in turn: `[x0, y0, x1, y1, …]`, from the upper left corner of the picture.
 * @returns `[H,W]` of 0 and 1.
 * @throws DataError for polygons of fewer than three points and for coordinates that are no numbers or beyond 1e8.
 * @see `rleFrPoly` of the COCO API, https://github.com/cocodataset/cocoapi
 * @example
 * ```ts
 * import { decodeCocoPolygons } from 'segkit';
 *
 * const mask = decodeCocoPolygons([[1, 0, 3, 0, 3, 2, 1, 2]], { width: 4, height: 2 });
 * console.log(mask.data); // 0 1 1 0 | 0 1 1 0
 * ```
 */
export function decodeCocoPolygons(
  polygons: readonly (readonly number[])[],
  options: DecodeCocoPolygonsOptions,
): LabelMap {
  checkOptionNames('decodeCocoPolygons', options, ['width', 'height']);
  const { width, height } = options;
  for (const name of ['width', 'height'] as const) {
    checkNumber('decodeCocoPolygons', name, options[name], { min: 1, integer: true });
  }
  const data = new Uint8Array(width * height);
  for (const polygon of polygons) {
    columnCrossings(toPoints(polygon), { width, height }).forEach((crossings, column) => {
      fillBetween(data, { start: column, step: width }, crossings, 'evenOdd', 1);
    });
  }
  return { data, width, height };
}

/** Refuses what is no polygon of COCO. */
export function checkCocoPolygon(polygon: readonly number[]): void {
  toPoints(polygon);
}

function toPoints(polygon: readonly number[]): Polygon {
  if (!Array.isArray(polygon) || polygon.length % 2 === 1) {
    const found = Array.isArray(polygon) ? `${polygon.length} numbers` : typeof polygon;
    throw new DataError(`decodeCocoPolygons: a polygon is ${found}. It is a list of x and y in turn.`);
  }
  const points = Array.from({ length: polygon.length / 2 }, (_, i) => [polygon[2 * i], polygon[2 * i + 1]] as const);
  checkPolygon('decodeCocoPolygons', points);
  return points;
}

interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** For every column the rows at which its middle is crossed. */
function columnCrossings(polygon: Polygon, { width, height }: DecodeCocoPolygonsOptions): Map<number, Crossing[]> {
  const columns = new Map<number, Crossing[]>();
  const corners = polygon.map((point) => point.map((value) => Math.trunc(fine * value + 0.5)));
  corners.forEach(([x0, y0], index) => {
    const [x1, y1] = corners[(index + 1) % corners.length];
    const line = { x0, y0, x1, y1 };
    const first = Math.max(0, Math.ceil((Math.min(x0, x1) - middle) / fine));
    const last = Math.min(width - 1, Math.floor((Math.max(x0, x1) - 1 - middle) / fine));
    const crossing = Math.abs(x1 - x0) >= Math.abs(y1 - y0) ? crossFlatLine(line) : crossSteepLine(line);
    for (let column = first; column <= last; column++) {
      const row = (crossing(fine * column + middle) + 0.5) / fine - 0.5;
      const at = Math.ceil(Math.min(height, Math.max(0, row)));
      const crossings = columns.get(column);
      if (crossings) crossings.push({ at, winding: 1 });
      else columns.set(column, [{ at, winding: 1 }]);
    }
  });
  return columns;
}

/** The fine column before the middle of a pixel; the middle lies between it and the next. */
const middle = 2;

/** A line that goes further across than down has one point in each fine column; the upper of two neighbours counts. */
function crossFlatLine(line: Line): (column: number) => number {
  const { x0, y0, x1, y1 } = line.x0 <= line.x1 ? line : reversed(line);
  const slope = (y1 - y0) / (x1 - x0);
  const rowAt = (column: number): number => Math.trunc(y0 + slope * (column - x0) + 0.5);
  return (column) => Math.min(rowAt(column), rowAt(column + 1));
}

/** A line that goes further down than across has one point in each fine row; the last before it changes column counts. */
function crossSteepLine(line: Line): (column: number) => number {
  const { x0, y0, x1, y1 } = line.y0 <= line.y1 ? line : reversed(line);
  const slope = (x1 - x0) / (y1 - y0);
  const columnAt = (step: number): number => Math.trunc(x0 + slope * step + 0.5);
  return (column) => {
    const isBeyond = (step: number): boolean => (slope > 0 ? columnAt(step) > column : columnAt(step) <= column);
    let step = Math.round((column + 0.5 - x0) / slope);
    while (step > 0 && isBeyond(step - 1)) step--;
    while (!isBeyond(step)) step++;
    return y0 + step - 1;
  };
}

const reversed = ({ x0, y0, x1, y1 }: Line): Line => ({ x0: x1, y0: y1, x1: x0, y1: y0 });
