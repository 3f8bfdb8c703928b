import { ShapeError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { checkGrid, type PixelGrid } from './pixelGrid.js';
import { reorderPixels } from './reorder.js';
import { roomLike } from './room.js';

/**
 * A rectangle of pixels: its left column, its top row and its size. Where it may be a fraction, x and y say how far its
 * left and upper edges lie from those of the picture.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The size that {@link centerCrop} cuts out. */
export interface CenterCropOptions {
  readonly width: number;
  readonly height: number;
}

/**
 * Cuts a rectangle out of a picture or mask.
 *
 * @param grid `[H,W,C]` or `[H,W]`; the result is a copy.
 * @throws ShapeError if the rectangle does not lie inside.
 * @example
 * ```ts
 * import { cropPixels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2 };
 * console.log(cropPixels(mask, { x: 1, y: 0, width: 2, height: 2 }).data); // 2 3 | 5 6
 * ```
 */
export function crop<G extends PixelGrid>(grid: G, box: Box): G {
  checkOptionNames('cropPixels', box, ['x', 'y', 'width', 'height']);
  checkGrid('cropPixels', grid);
  const { x, y, width, height } = box;
  for (const name of ['x', 'y'] as const) checkNumber('cropPixels', name, box[name], { min: 0, integer: true });
  for (const name of ['width', 'height'] as const)
    checkNumber('cropPixels', name, box[name], { min: 1, integer: true });
  if (x + width > grid.width || y + height > grid.height) {
    const cure = 'Pad first (padPixelsIfNeeded) or take a smaller rectangle.';
    throw new ShapeError(
      `cropPixels: ${width}×${height} at (${x}, ${y}) reaches out of ${grid.width}×${grid.height} pixels. ${cure}`,
      { expected: [y + height, x + width], actual: [grid.height, grid.width] },
    );
  }
  const output = roomLike(grid, width, height);
  reorderPixels(grid, output, { start: y * grid.width + x, stepX: 1, stepY: grid.width });
  return output;
}

/**
 * Cuts out the middle: the first column is `floor((W − width) / 2)`, and the first row likewise.
 *
 * @throws ShapeError if the picture is smaller than that.
 * @example
 * ```ts
 * import { centerCropPixels } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80 * 3), width: 100, height: 80, channels: 3 };
 * console.log(centerCropPixels(image, { width: 64, height: 64 }).width); // 64
 * ```
 */
export function centerCrop<G extends PixelGrid>(grid: G, options: CenterCropOptions): G {
  checkOptionNames('centerCropPixels', options, ['width', 'height']);
  const { width, height } = options;
  const x = Math.max(0, Math.floor((grid.width - width) / 2));
  const y = Math.max(0, Math.floor((grid.height - height) / 2));
  return crop(grid, { x, y, width, height });
}
