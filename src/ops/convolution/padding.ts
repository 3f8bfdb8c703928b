import { OptionError, ShapeError } from '../../core/errors.js';
import { checkNumber } from '../../core/options.js';

/**
 * What is added around a picture before a window moves over it.
 *
 * - `same`: so much that there is one output for each step of the stride, the odd pixel at the bottom and right, as in
 *   TensorFlow.
 * - `valid`: nothing.
 * - a number: as many pixels on each side, as in PyTorch.
 * - `[[top, bottom], [left, right]]`
 */
export type Padding =
  | 'same'
  | 'valid'
  | number
  | readonly [readonly [top: number, bottom: number], readonly [left: number, right: number]];

/** A number for height and width both, or one for each. */
export type Pair = number | readonly [height: number, width: number];

/** Pixels before and after an axis. */
export type AxisPadding = readonly [before: number, after: number];

/** How a window moves along one axis. */
export interface AxisWindow {
  /** From its first pixel to its last, those between them that a dilation leaves out included. */
  readonly window: number;
  readonly stride: number;
  readonly padding: AxisPadding;
}

/** Height and width of what may be one number for both. */
export const toPair = (value: Pair): readonly [height: number, width: number] =>
  typeof value === 'number' ? [value, value] : value;

/** Refuses what are not whole numbers of at least `min`. */
export function checkPair(where: string, option: string, value: Pair, min = 1): void {
  for (const one of toPair(value)) checkNumber(where, option, one, { min, integer: true });
}

/** Refuses a padding that is none. */
export function checkPadding(where: string, padding: Padding): void {
  if (padding === 'same' || padding === 'valid') return;
  const isPairs = Array.isArray(padding) && padding.length === 2 && padding.every((axis) => axis?.length === 2);
  const numbers = typeof padding === 'number' ? [padding] : isPairs ? padding.flat() : [Number.NaN];
  if (numbers.every((value) => Number.isInteger(value) && value >= 0)) return;
  throw new OptionError(
    `${where}: padding is ${JSON.stringify(padding)}. Use "same", "valid", a whole number or [[top, bottom], [left, right]].`,
    { option: 'padding', value: padding },
  );
}

/** The padding of an axis of `size` pixels, which is that of the rows where `axis` is 0. */
export function axisPadding(
  padding: Padding,
  axis: 0 | 1,
  { size, window, stride }: { readonly size: number; readonly window: number; readonly stride: number },
): AxisPadding {
  if (padding === 'valid') return [0, 0];
  if (typeof padding === 'number') return [padding, padding];
  if (padding !== 'same') return padding[axis];
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** How many windows fit; `null` where the size is not known yet. */
export function countWindows(
  size: number | null,
  axis: 0 | 1,
  { window, stride, padding }: { readonly window: number; readonly stride: number; readonly padding: Padding },
): number | null {
  if (size === null) return null;
  const [before, after] = axisPadding(padding, axis, { size, window, stride });
  return Math.floor((size + before + after - window) / stride) + 1;
}

/** Refuses windows that are larger than the padded picture. */
export function checkFits(where: string, size: readonly number[], axes: readonly AxisWindow[]): void {
  const padded = size.map((length, i) => length + axes[i].padding[0] + axes[i].padding[1]);
  if (padded.every((length, i) => length >= axes[i].window)) return;
  throw new ShapeError(
    `${where}: a window of ${axes.map(({ window }) => window).join('×')} (height×width) does not fit into ` +
      `${size.join('×')}, padded ${padded.join('×')}. Take a larger picture, a smaller window or padding "same".`,
    { actual: size },
  );
}
