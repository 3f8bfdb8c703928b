import { checkOptionNames } from '../../../core/options.js';
import type { Range } from '../../range.js';

/** A range for both axes, or one for each. */
export type AxisRanges = number | Range | { readonly x: number | Range; readonly y: number | Range };

/** A range for both axes, or one for each, its numbers read as ranges. */
export type ReadAxes = Range | { readonly x: Range; readonly y: Range };

/** Reads an option that may be given for both axes or for each. */
export function readAxes(
  where: string,
  option: string,
  value: AxisRanges,
  read: (option: string, value: number | Range) => Range,
): ReadAxes {
  if (typeof value === 'number' || Array.isArray(value)) return read(option, value as number | Range);
  const { x, y } = value as { readonly x: number | Range; readonly y: number | Range };
  checkOptionNames(`${where}: ${option}`, value as object, ['x', 'y']);
  return { x: read(`${option}.x`, x), y: read(`${option}.y`, y) };
}

/** The ranges of the axes. */
export const axesOf = (ranges: ReadAxes): { readonly x: Range; readonly y: Range } =>
  'x' in ranges ? ranges : { x: ranges, y: ranges };
