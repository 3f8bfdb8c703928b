import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { LabelMap } from '../labelMap.js';
import { type Crossing, type FillRule, fillBetween } from './fillBetween.js';
import { checkPolygon, type Polygon } from './polygon.js';
import { sideOfLine } from './sideOfLine.js';

/** Options of {@link rasterizePolygons}. */
export interface RasterizePolygonsOptions {
  /** Columns of the mask. */
  readonly width: number;
  /** Rows of the mask. */
  readonly height: number;
  /**
   * What is inside where polygons overlap, one another or themselves: places that an odd number of lines surround
   * (`evenOdd`, the default: a second polygon cuts a hole), or all that lines of one direction surround (`nonZero`).
   */
  readonly rule?: FillRule;
  /**
   * Where (0, 0) is: the center of the first pixel (`center`, the default), as in OpenCV's contours, or its upper left
   * corner (`corner`), as in COCO and most programs for drawing masks.
   */
  readonly origin?: 'center' | 'corner';
}

/**
 * Fills polygons: a pixel is 1 if its center is inside.
 *
 * The decision is exact for every double. A center on a line belongs to what is to its right, or below it where the line
 * is level: polygons that share an edge share no pixel and leave no gap. What lies outside the picture is cut off.
 *
 * @returns `[H,W]` of 0 and 1.
 * @throws DataError for polygons of fewer than three points and for coordinates that are no numbers or beyond 1e8.
 * @example
 * ```ts
 * import { rasterizePolygons } from 'segkit';
 *
 * const square = [[0, 0], [2, 0], [2, 2], [0, 2]] as const;
 * console.log(rasterizePolygons([square], { width: 3, height: 2, origin: 'corner' }).data); // 1 1 0 | 1 1 0
 * ```
 */
export function rasterizePolygons(polygons: readonly Polygon[], options: RasterizePolygonsOptions): LabelMap {
  checkOptionNames('rasterizePolygons', options, ['width', 'height', 'rule', 'origin']);
  const { width, height, rule = 'evenOdd', origin = 'center' } = options;
  checkOneOf('rasterizePolygons', 'rule', rule, ['evenOdd', 'nonZero'] as const);
  checkOneOf('rasterizePolygons', 'origin', origin, ['center', 'corner'] as const);
  for (const name of ['width', 'height'] as const) {
    checkNumber('rasterizePolygons', name, options[name], { min: 1, integer: true });
  }
  for (const polygon of polygons) checkPolygon('rasterizePolygons', polygon);
  const data = new Uint8Array(width * height);
  const center = origin === 'center' ? 0 : 0.5;
  rowCrossings(polygons, { width, height, center }).forEach((crossings, row) => {
    fillBetween(data, { start: row * width, step: 1 }, crossings, rule, 1);
  });
  return { data, width, height };
}

interface Grid {
  readonly width: number;
  readonly height: number;
  /** The coordinate of the first center. */
  readonly center: number;
}

/** For every row the first columns whose centers are to the right of an edge, or on it. */
function rowCrossings(polygons: readonly Polygon[], grid: Grid): Map<number, Crossing[]> {
  const rows = new Map<number, Crossing[]>();
  for (const polygon of polygons) {
    polygon.forEach(([x, y], index) => {
      const [nextX, nextY] = polygon[(index + 1) % polygon.length];
      // Seen from top to bottom, whatever its direction, an edge that two polygons share is decided alike for both.
      if (y < nextY) addEdge(rows, grid, { top: [x, y], bottom: [nextX, nextY], winding: 1 });
      if (y > nextY) addEdge(rows, grid, { top: [nextX, nextY], bottom: [x, y], winding: -1 });
    });
  }
  return rows;
}

interface Edge {
  readonly top: readonly [number, number];
  readonly bottom: readonly [number, number];
  readonly winding: 1 | -1;
}

function addEdge(rows: Map<number, Crossing[]>, { width, height, center }: Grid, edge: Edge): void {
  const [[x0, y0], [x1, y1]] = [edge.top, edge.bottom];
  // Rows whose centers are at the top of the edge or below it, and above its bottom.
  const first = firstFrom(y0, center);
  const last = Math.min(height, firstFrom(y1, center));
  const isRightOf = (column: number, y: number): boolean => sideOfLine(x0, y0, x1, y1, column + center, y) <= 0;
  for (let row = Math.max(0, first); row < last; row++) {
    const y = row + center;
    const estimate = Math.ceil(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0) - center);
    let at = Math.min(width, Math.max(0, estimate));
    while (at > 0 && isRightOf(at - 1, y)) at--;
    while (at < width && !isRightOf(at, y)) at++;
    const crossings = rows.get(row);
    if (crossings) crossings.push({ at, winding: edge.winding });
    else rows.set(row, [{ at, winding: edge.winding }]);
  }
}

/** The first row whose center is at a coordinate or beyond, decided on the center itself, which has no rounding. */
function firstFrom(coordinate: number, center: number): number {
  let row = Math.ceil(coordinate - center);
  while (row - 1 + center >= coordinate) row--;
  while (row + center < coordinate) row++;
  return row;
}
