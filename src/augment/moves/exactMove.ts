import type { Border } from '../../raster/border.js';
import { type D4Element, d4Elements } from '../../raster/d4.js';
import { chain, type Matrix, translation } from '../../raster/matrix.js';
import { pad } from '../../raster/pad.js';
import { checkGrid, type PixelGrid } from '../../raster/pixelGrid.js';
import { reorderPixels } from '../../raster/reorder.js';
import type { Size } from '../../raster/resize.js';
import { roomLike } from '../../raster/room.js';
import { warp } from '../../raster/warp/warp.js';
import type { Move } from './move.js';

/** A picture turned or flipped, and laid so that its first pixel comes to (x, y). */
export interface ExactMove {
  readonly element: D4Element;
  readonly x: number;
  readonly y: number;
}

/** The linear part of each element: new x and new y in terms of old x and old y. */
const directions: Readonly<Record<D4Element, readonly [number, number, number, number]>> = {
  e: [1, 0, 0, 1],
  h: [-1, 0, 0, 1],
  v: [1, 0, 0, -1],
  r180: [-1, 0, 0, -1],
  t: [0, 1, 1, 0],
  hvt: [0, -1, -1, 0],
  r90: [0, 1, -1, 0],
  r270: [0, -1, 1, 0],
};

const isUnit = (value: number): boolean => value === 0 || value === 1 || value === -1;

/** A number of its own for each four numbers of −1, 0 and 1, and for no others. */
const directionKey = (a: number, b: number, d: number, e: number): number =>
  isUnit(a) && isUnit(b) && isUnit(d) && isUnit(e) ? ((a * 3 + b) * 3 + d) * 3 + e : Number.NaN;

const elementByDirection = new Map(d4Elements.map((name) => [directionKey(...directions[name]), name]));

/** Whether width and height change places. */
export const swapsSides = (element: D4Element): boolean => directions[element][0] === 0;

/** The size of a turned or flipped picture. */
const turnedSize = (element: D4Element, { width, height }: Size): Size =>
  swapsSides(element) ? { width: height, height: width } : { width, height };

/** Turns or flips a picture in its frame. */
export const turnMove = (element: D4Element, size: Size): Move => ({
  size: turnedSize(element, size),
  matrix: d4Matrix(element, size),
});

/** The matrix of a turn or flip that keeps the picture in its frame. */
function d4Matrix(element: D4Element, size: Size): Matrix {
  const [a, b, d, e] = directions[element];
  const turned = turnedSize(element, size);
  return [a, b, a + b < 0 ? turned.width - 1 : 0, d, e, d + e < 0 ? turned.height - 1 : 0, 0, 0, 1];
}

/** What a matrix does to a picture of this size, if every pixel comes to lie exactly on a pixel. */
export function exactMoveOf(matrix: Matrix, size: Size): ExactMove | undefined {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  if (g !== 0 || h !== 0 || i !== 1 || !Number.isInteger(c) || !Number.isInteger(f)) return undefined;
  const element = elementByDirection.get(directionKey(a, b, d, e));
  if (element === undefined) return undefined;
  const own = d4Matrix(element, size);
  return { element, x: c - own[2], y: f - own[5] };
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What of a turned picture comes to lie in a frame, which it fills. */
function turnedPart<G extends PixelGrid>(grid: G, { element, x, y }: ExactMove, frame: Frame): G {
  checkGrid('augment', grid);
  const { left, top, right, bottom } = frame;
  const [a, b, d, e] = directions[element];
  const [, , c, , , f] = d4Matrix(element, grid);
  // The inverse of a turn or flip is its transpose.
  const [fromX, fromY] = [left - c - x, top - f - y];
  const start = (b * fromX + e * fromY) * grid.width + a * fromX + d * fromY;
  const output = roomLike(grid, right - left, bottom - top);
  reorderPixels(grid, output, { start, stepX: b * grid.width + a, stepY: e * grid.width + d });
  return output;
}

/** Moves pixels without mixing any: cuts off what leaves the frame, turns the rest, and fills what is left of the frame. */
export function moveExactly<G extends PixelGrid>(
  grid: G,
  { element, x, y }: ExactMove,
  frame: Size,
  border: Border,
  fill: number | readonly number[],
): G {
  const turned = turnedSize(element, grid);
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const right = Math.min(frame.width, x + turned.width);
  const bottom = Math.min(frame.height, y + turned.height);
  const isCut = x < 0 || y < 0 || x + turned.width > frame.width || y + turned.height > frame.height;
  const isPadded = left > 0 || top > 0 || right < frame.width || bottom < frame.height;
  const isEmpty = right <= left || bottom <= top;
  if (isEmpty || (isCut && isPadded && border !== 'constant')) {
    const matrix = chain(d4Matrix(element, grid), translation(x, y));
    const filling = border === 'constant' ? { fill } : {};
    return warp(grid, { matrix, ...frame, interpolation: 'nearest', border, ...filling });
  }
  const result = isCut || element !== 'e' ? turnedPart(grid, { element, x, y }, { left, top, right, bottom }) : grid;
  if (!isPadded) return result;
  const padding = { left, top, right: frame.width - right, bottom: frame.height - bottom };
  return pad(result, { ...padding, border, ...(border === 'constant' && { fill }) });
}
