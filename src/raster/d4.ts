import { checkNumber, checkOneOf } from '../core/options.js';
import { runKernel } from './kernels/kernels.js';
import { channelsOf, checkGrid, emptyLike, type PixelGrid } from './pixelGrid.js';

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

/** Where the pixels of an output come from: output pixel (x, y) is input pixel `start + x · stepX + y · stepY`. */
interface Order {
  readonly start: number;
  readonly stepX: number;
  readonly stepY: number;
}

function reorder<G extends PixelGrid>(
  grid: G,
  width: number,
  height: number,
  start: number,
  stepX: number,
  stepY: number,
): G {
  const output = emptyLike(grid, width, height);
  const order = { start, stepX, stepY };
  if (stepX === 1) moveRows(grid, output, order);
  else if (!(grid.data.byteLength >= worthwhileBytes && reorderByKernel(grid, output, order))) {
    movePixels(grid, output, order);
  }
  return output;
}

function moveRows(grid: PixelGrid, output: PixelGrid, { start, stepY }: Order): void {
  const channels = channelsOf(grid);
  const rowLength = output.width * channels;
  for (let y = 0; y < output.height; y++) {
    const first = (start + y * stepY) * channels;
    output.data.set(grid.data.subarray(first, first + rowLength), y * rowLength);
  }
}

/** Smaller pictures are moved before they are copied to the kernels and back. */
const worthwhileBytes = 4096;

function reorderByKernel(grid: PixelGrid, { data: to, width, height }: PixelGrid, order: Order): boolean {
  const { data: from } = grid;
  const pixelBytes = channelsOf(grid) * from.BYTES_PER_ELEMENT;
  const isDone = runKernel([8 * 4, from.byteLength, to.byteLength], (kernels, [job, source, target]) => {
    const { start, stepX, stepY } = order;
    kernels.write(job, Int32Array.of(source, target, pixelBytes, width, height, start, stepX, stepY));
    kernels.write(source, from);
    kernels.reorderPixels(job);
    kernels.read(target, to);
    return true;
  });
  return isDone ?? false;
}

/** Columns that are moved together, so that the rows they come from stay in the cache when the picture is turned. */
const blockColumns = 64;

function movePixels(grid: PixelGrid, output: PixelGrid, { start, stepX, stepY }: Order): void {
  const channels = channelsOf(grid);
  const { data: from } = grid;
  const { data: to, width, height } = output;
  const step = stepX * channels;
  for (let left = 0; left < width; left += blockColumns) {
    const right = Math.min(width, left + blockColumns);
    for (let y = 0; y < height; y++) {
      let source = (start + left * stepX + y * stepY) * channels;
      let target = (y * width + left) * channels;
      for (let x = left; x < right; x++, source += step) {
        for (let c = 0; c < channels; c++) to[target++] = from[source + c];
      }
    }
  }
}
