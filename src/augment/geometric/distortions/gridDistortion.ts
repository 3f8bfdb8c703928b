import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Random } from '../../../core/random.js';
import type { Size } from '../../../raster/resize.js';
import type { Field } from '../../../raster/warp/warpJob.js';
import type { Transform } from '../../transform.js';
import { type FillParams, readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { fieldTransform } from './fieldTransform.js';

/** Options of {@link gridDistortion}. */
export interface GridDistortionOptions extends SamplingOptions {
  /** How many columns and rows of cells (default 5). */
  readonly steps?: number;
  /** By how much columns and rows grow or shrink at most, as a part of their size: 0 … 0.9 (default 0.3). */
  readonly strength?: number;
}

/** What {@link gridDistortion} draws. */
export interface GridDistortionParams extends FillParams {
  /** What the lines of an even grid show: places between 0 (the first column) and 1 (the last one). */
  readonly columns: readonly number[];
  /** The same from the first to the last row. */
  readonly rows: readonly number[];
}

/**
 * Stretches some columns and rows of a grid and squeezes others. The edges of the picture stay where they are, and nothing
 * comes from outside.
 *
 * @throws OptionError for options out of range.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48), width: 64, height: 48, channels: 1 };
 * const grid = augment.gridDistortion({ steps: 4, strength: 0.5 });
 * console.log(augment.drawParams(grid, { id: 'a', image, meta: {} }).columns.length); // 5 lines
 * ```
 */
export function gridDistortion(options: GridDistortionOptions = {}): Transform<GridDistortionParams> {
  checkOptionNames('gridDistortion', options, ['steps', 'strength', ...samplingNames]);
  const { steps = 5, strength = 0.3 } = options;
  checkNumber('gridDistortion', 'steps', steps, { min: 1, max: 1000, integer: true });
  checkNumber('gridDistortion', 'strength', strength, { min: 0, max: 0.9 });
  return fieldTransform({
    name: 'gridDistortion',
    options: { steps, strength },
    rule: readSampling('gridDistortion', options),
    sample: (draw) => ({ columns: drawLines(steps, strength, draw), rows: drawLines(steps, strength, draw) }),
    isStill: ({ columns, rows }) => [columns, rows].every((lines) => offsetsOf(lines).every((offset) => offset === 0)),
    field: ({ columns, rows }, size) => linesField(columns, rows, size),
  });
}

function drawLines(steps: number, strength: number, draw: Random): number[] {
  const even = Array.from({ length: steps + 1 }, (_, i) => i / steps);
  if (strength === 0) return even;
  const widths = Array.from({ length: steps }, () => 1 + draw.uniform(-strength, strength));
  const total = widths.reduce((sum, width) => sum + width, 0);
  let position = 0;
  return even.map((line, i) => {
    if (i === 0 || i === steps) return line;
    position += widths[i - 1] / total;
    return position;
  });
}

/** How far each line is from where it lies in an even grid. */
const offsetsOf = (lines: readonly number[]): number[] => lines.map((line, i) => line - i / (lines.length - 1));

function linesField(columns: readonly number[], rows: readonly number[], { width, height }: Size): Field {
  const across = axisOffsets(columns, width);
  const down = axisOffsets(rows, height);
  const field = { x: new Float32Array(width * height), y: new Float32Array(width * height) };
  for (let y = 0; y < height; y++) {
    field.x.set(across, y * width);
    field.y.fill(down[y], y * width, (y + 1) * width);
  }
  return field;
}

/** The displacement of every pixel of an axis, linear between the lines. */
function axisOffsets(lines: readonly number[], size: number): Float32Array {
  const offsets = offsetsOf(lines);
  const steps = offsets.length - 1;
  return Float32Array.from({ length: size }, (_, i) => {
    if (size === 1) return 0;
    const position = (i * steps) / (size - 1);
    const cell = Math.min(steps - 1, Math.floor(position));
    return (offsets[cell] + (offsets[cell + 1] - offsets[cell]) * (position - cell)) * (size - 1);
  });
}
