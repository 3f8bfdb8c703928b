import { OptionError } from '../core/errors.js';

/** The lowest and the highest value that a transform draws from; both the same for a fixed one. */
export type Range = readonly [low: number, high: number];

/** Reads a range option: a number r stands for −r … r. Refuses ends outside `[min, max]`, or in the wrong order. */
export function readRange(
  where: string,
  option: string,
  value: number | Range,
  { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number } = {},
): Range {
  const range = typeof value === 'number' ? ([0 - value, value] as const) : value;
  const isRange =
    Array.isArray(range) &&
    range.length === 2 &&
    range.every((end) => typeof end === 'number' && end >= min && end <= max) &&
    range[0] <= range[1];
  if (isRange) return [range[0], range[1]];
  const bounds = min === -Infinity && max === Infinity ? '' : ` between ${min} and ${max}`;
  throw new OptionError(`${where}: ${option} is ${JSON.stringify(value)}. It must be [low, high]${bounds}.`, {
    option,
    value,
  });
}
