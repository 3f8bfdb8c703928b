import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Transform } from '../../transform.js';
import { type FillParams, readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { fieldTransform } from './fieldTransform.js';
import { gridField } from './gridField.js';

/** Options of {@link gridWarp}. */
export interface GridWarpOptions extends SamplingOptions {
  /** Cells side by side (default 4). */
  readonly columns?: number;
  /** Cells one below the other (default 4). */
  readonly rows?: number;
  /** The standard deviation of how far a node moves, as a part of a cell: 0 … 0.5 (default 0.15). */
  readonly strength?: number;
}

/** What {@link gridWarp} draws: what the nodes of the grid show, row by row. */
export interface GridWarpParams extends FillParams {
  /** Pixels to the right, `(columns + 1) · (rows + 1)` numbers. */
  readonly x: readonly number[];
  /** Pixels down. */
  readonly y: readonly number[];
}

/**
 * Moves every node of a grid by its own draw, and what lies between them along: a piecewise warp, coarse where `elastic` is
 * smooth.
 *
 * @throws OptionError for options out of range.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48), width: 64, height: 48, channels: 1 };
 * const grid = augment.gridWarp({ columns: 5, rows: 4, border: 'reflect101' });
 * console.log(augment.drawParams(grid, { id: 'a', image, meta: {} }).x.length); // 30 nodes
 * ```
 */
export function gridWarp(options: GridWarpOptions = {}): Transform<GridWarpParams> {
  checkOptionNames('gridWarp', options, ['columns', 'rows', 'strength', ...samplingNames]);
  const { columns = 4, rows = 4, strength = 0.15 } = options;
  checkNumber('gridWarp', 'columns', columns, { min: 1, max: 1000, integer: true });
  checkNumber('gridWarp', 'rows', rows, { min: 1, max: 1000, integer: true });
  checkNumber('gridWarp', 'strength', strength, { min: 0, max: 0.5 });
  const count = (columns + 1) * (rows + 1);
  return fieldTransform({
    name: 'gridWarp',
    options: { columns, rows, strength },
    rule: readSampling('gridWarp', options),
    sample: (draw, { width, height }) => ({
      x: Array.from({ length: count }, () => draw.normal(0, (strength * width) / columns)),
      y: Array.from({ length: count }, () => draw.normal(0, (strength * height) / rows)),
    }),
    isStill: ({ x, y }) => x.every((value) => value === 0) && y.every((value) => value === 0),
    field: ({ x, y }, size) => gridField({ columns: columns + 1, rows: rows + 1, x, y }, size),
  });
}
