import { checkNumber } from '../core/options.js';
import { type Range, readRange } from './range.js';

/** Reads a range of amounts, where one number stands for itself. Refuses what is not within `[min, max]`, or no whole number. */
export function readAmount(
  where: string,
  option: string,
  value: number | Range,
  bounds: { readonly min?: number; readonly max?: number; readonly integer?: boolean } = {},
): Range {
  const range = typeof value === 'number' ? ([value, value] as const) : value;
  if (Array.isArray(range)) for (const end of range) checkNumber(where, option, end, bounds);
  return readRange(where, option, range, bounds);
}
