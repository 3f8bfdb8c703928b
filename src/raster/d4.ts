import { checkNumber, checkOneOf } from '../core/options.js';
import { checkGrid, type PixelGrid } from './pixelGrid.js';
import { reorderPixels } from './reorder.js';
import { roomLike } from './room.js';

/**
 * The eight ways to lay a rectangle on the pixel grid: identity, counter-clockwise quarter turns, flips and transposes.
 *
 * - `e`: as it is
 * - `r90`, `r180`, `r270`: turned counter-clockwise
 * - `v`, `h`: flipped upside down, flipped left to right
 * - `t`, `hvt`: transposed about the main diagonal, about the other one
 */
export type D4Element = 'e' | 'r90' | 'r180' | 'r270' | 'v' | 'hvt' | 'h' | 't';

/** All eight elements. */
export const d4Elements: readonly D4Element[] = ['e', 'r90', 'r180', 'r270', 'v', 'hvt', 'h', 't'];

/**
 * Turns or flips a picture or mask by one of the eight symmetries of the square; exact, and always a copy.
 *
 * @param grid `[H,W,C]` or `[H,W]`. `r90`, `r270`, `t` and `hvt` swap height and width.
 * @throws OptionError for an unknown element.
 * @example
 * ```ts
 * import { d4Pixels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2 };
 * console.log(d4Pixels(mask, 'r90').data); // 3 6 | 2 5 | 1 4
 * ```
 */
export function d4<G extends PixelGrid>(grid: G, element: D4Element): G {
  checkOneOf('d4Pixels', 'element', element, d4Elements);
  checkGrid('d4Pixels', grid);
  const { width: w, height: h } = grid;
  switch (element) {
    case 'e':
      return reorder(grid, w, h, 0, 1, w);
    case 'h':
      return reorder(grid, w, h, w - 1, -1, w);
    case 'v':
      return reorder(grid, w, h, (h - 1) * w, 1, -w);
    case 'r180':
      return reorder(grid, w, h, h * w - 1, -1, -w);
    case 't':
      return reorder(grid, h, w, 0, w, 1);
    case 'hvt':
      return reorder(grid, h, w, h * w - 1, -w, -1);
    case 'r90':
      return reorder(grid, h, w, w - 1, w, -1);
    case 'r270':
      return reorder(grid, h, w, (h - 1) * w, -w, 1);
  }
}

/** Flips left to right. See {@link d4 | d4Pixels}. */
export const flipHorizontal = <G extends PixelGrid>(grid: G): G => d4(grid, 'h');

/** Flips upside down. See {@link d4 | d4Pixels}. */
export const flipVertical = <G extends PixelGrid>(grid: G): G => d4(grid, 'v');

/** Swaps rows and columns. See {@link d4 | d4Pixels}. */
export const transpose = <G extends PixelGrid>(grid: G): G => d4(grid, 't');

/**
 * Turns counter-clockwise by quarter turns; any whole number, negative ones turn clockwise. See {@link d4 | d4Pixels}.
 *
 * @throws OptionError if `turns` is no whole number.
 */
export function rotate90<G extends PixelGrid>(grid: G, turns = 1): G {
  checkNumber('rotatePixels', 'turns', turns, { integer: true });
  return d4(grid, (['e', 'r90', 'r180', 'r270'] as const)[((turns % 4) + 4) % 4]);
}

function reorder<G extends PixelGrid>(
  grid: G,
  width: number,
  height: number,
  start: number,
  stepX: number,
  stepY: number,
): G {
  const output = roomLike(grid, width, height);
  reorderPixels(grid, output, { start, stepX, stepY });
  return output;
}
