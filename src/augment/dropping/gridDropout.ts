import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Box } from '../../raster/crop.js';
import type { Size } from '../../raster/resize.js';
import type { Range } from '../range.js';
import { readAmount } from '../readAmount.js';
import type { Transform } from '../transform.js';
import { checkDropOptions, type DropOptions, type DropParams, dropOptionNames, settleDrop } from './dropOptions.js';
import { dropRuns, runsOfBoxes } from './dropRuns.js';

/** Options of {@link gridDropout}. */
export interface GridDropoutOptions extends DropOptions {
  /** The part of a cell's width and of its height that is dropped, between 0 and 1 (default 0.5: a quarter of the area). */
  readonly ratio?: number;
  /** The side of a square cell in pixels, at least 2; one number for a fixed one (default: a tenth of the shorter side). */
  readonly cell?: number | Range;
  /** Where holes lie in their cells: drawn for each picture (default), or at their top left corners. */
  readonly offset?: 'random' | 'topLeft';
}

/** What {@link gridDropout} draws. */
export interface GridDropoutParams extends DropParams {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/**
 * Drops a grid of rectangles out of pictures (GridMask: Chen et al. 2020).
 *
 * The picture is cut into cells from its top left corner; in each, `floor(cell · ratio)` pixels a side are dropped, at
 * least 1 and at most all but 1.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(8).fill(9), width: 8, height: 1, channels: 1 };
 * const grid = augment.gridDropout({ cell: 4, offset: 'topLeft' });
 * console.log(augment.applyTransform(grid, { id: 'a', image, meta: {} }).image.data); // 0 0 9 9 0 0 9 9
 * ```
 */
export function gridDropout(options: GridDropoutOptions = {}): Transform<GridDropoutParams> {
  const name = 'gridDropout';
  checkOptionNames(name, options, ['ratio', 'cell', 'offset', ...dropOptionNames]);
  const { ratio = 0.5, cell, offset = 'random', fill = 0, mask = 'keep' } = options;
  checkNumber(name, 'ratio', ratio, { min: 0, max: 1 });
  checkOneOf(name, 'offset', offset, ['random', 'topLeft']);
  checkDropOptions(name, { fill, mask });
  const cells = cell === undefined ? undefined : readAmount(name, 'cell', cell, { min: 2, integer: true });
  const hole = (side: number): number => Math.min(side - 1, Math.max(1, Math.floor(side * ratio)));
  return {
    name,
    options: { ratio, ...(cells && { cell: cells }), offset, fill, mask },
    sample: (draw, context) => {
      const tenth = Math.max(2, Math.floor(Math.min(context.width, context.height) / 10));
      const side = cells ? draw.integer(cells[0], cells[1] + 1) : tenth;
      const free = offset === 'random' ? side - hole(side) : 0;
      const [offsetX, offsetY] = [draw.integer(0, free + 1), draw.integer(0, free + 1)];
      return {
        cellWidth: side,
        cellHeight: side,
        offsetX,
        offsetY,
        ...settleDrop(name, { fill, mask }, draw, context),
      };
    },
    apply: (params, sample) => {
      const { cellWidth, cellHeight, maskFill, noise = 0 } = params;
      const size = { width: hole(cellWidth), height: hole(cellHeight) };
      const boxes = holesOf(params, size, sample.image);
      return dropRuns(sample, runsOfBoxes(boxes, sample.image), { name, fill, noise, maskFill });
    },
  };
}

function holesOf({ cellWidth, cellHeight, offsetX, offsetY }: GridDropoutParams, hole: Size, picture: Size): Box[] {
  const boxes: Box[] = [];
  for (let y = offsetY; y < picture.height; y += cellHeight) {
    for (let x = offsetX; x < picture.width; x += cellWidth) boxes.push({ x, y, ...hole });
  }
  return boxes;
}
