import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Size } from '../../../raster/resize.js';
import { solveLinear } from '../../../raster/solveLinear.js';
import type { Field } from '../../../raster/warp/warpJob.js';
import type { Transform } from '../../transform.js';
import { type FillParams, readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { fieldTransform } from './fieldTransform.js';
import { gridField } from './gridField.js';

/** Options of {@link thinPlateSpline}. */
export interface ThinPlateSplineOptions extends SamplingOptions {
  /** Points along each side, spread evenly from edge to edge: 2 … 16 (default 4). */
  readonly points?: number;
  /** The standard deviation of how far a point moves, as a part of width and height: 0 … 0.5 (default 0.05). */
  readonly strength?: number;
}

/** What {@link thinPlateSpline} draws: how far from its own place lies what a point shows, row by row. */
export interface ThinPlateSplineParams extends FillParams {
  /** Parts of the width, `points²` numbers. */
  readonly x: readonly number[];
  /** Parts of the height. */
  readonly y: readonly number[];
}

/**
 * Bends the picture like a thin metal plate held at points: the smoothest warp that moves each of them by its own draw
 * (Bookstein, 1989), with the kernel r² · log r.
 *
 * @throws OptionError for options out of range.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48), width: 64, height: 48, channels: 1 };
 * const plate = augment.thinPlateSpline({ points: 3, strength: 0.08 });
 * console.log(augment.drawParams(plate, { id: 'a', image, meta: {} }).x.length); // 9 points
 * ```
 */
export function thinPlateSpline(options: ThinPlateSplineOptions = {}): Transform<ThinPlateSplineParams> {
  checkOptionNames('thinPlateSpline', options, ['points', 'strength', ...samplingNames]);
  const { points = 4, strength = 0.05 } = options;
  checkNumber('thinPlateSpline', 'points', points, { min: 2, max: 16, integer: true });
  checkNumber('thinPlateSpline', 'strength', strength, { min: 0, max: 0.5 });
  const count = points * points;
  return fieldTransform({
    name: 'thinPlateSpline',
    options: { points, strength },
    rule: readSampling('thinPlateSpline', options),
    sample: (draw) => ({
      x: Array.from({ length: count }, () => draw.normal(0, strength)),
      y: Array.from({ length: count }, () => draw.normal(0, strength)),
    }),
    isStill: ({ x, y }) => x.every((value) => value === 0) && y.every((value) => value === 0),
    field: ({ x, y }, size) => splineField(points, x, y, size),
  });
}

/** Pixels between two places where the spline itself is worked out; in between lines are straight. */
const step = 4;

function splineField(points: number, x: readonly number[], y: readonly number[], size: Size): Field {
  const { width, height } = size;
  const at = (column: number, row: number): readonly [number, number] => [column / (points - 1), row / (points - 1)];
  const places = x.map((_, i) => at(i % points, Math.floor(i / points)));
  const rows = places.map(([px, py]) => [...places.map(([qx, qy]) => kernel(px - qx, py - qy)), 1, px, py]);
  const plane = [0, 1, 2].map((k) => [...places.map(([px, py]) => [1, px, py][k]), 0, 0, 0]);
  const right = [...x.map((value, i) => [value, y[i]]), [0, 0], [0, 0], [0, 0]];
  const weights = solveLinear([...rows, ...plane], right);
  if (!weights) throw new Error('the points of a grid always have a spline');

  const columns = Math.ceil((width - 1) / step) + 1;
  const lines = Math.ceil((height - 1) / step) + 1;
  const nodes = { columns, rows: lines, x: new Float64Array(columns * lines), y: new Float64Array(columns * lines) };
  for (let row = 0, i = 0; row < lines; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const px = columns === 1 ? 0 : column / (columns - 1);
      const py = lines === 1 ? 0 : row / (lines - 1);
      const values = [...places.map(([qx, qy]) => kernel(px - qx, py - qy)), 1, px, py];
      for (let k = 0; k < values.length; k++) {
        nodes.x[i] += values[k] * weights[k][0] * width;
        nodes.y[i] += values[k] * weights[k][1] * height;
      }
    }
  }
  return gridField(nodes, size);
}

/** r² · log r, with r² = x² + y². */
function kernel(x: number, y: number): number {
  const square = x * x + y * y;
  return square === 0 ? 0 : (square * Math.log(square)) / 2;
}
