import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { TransformContext } from '../transform.js';

/**
 * What dropped pixels of a picture hold: a number, one for each channel, the `mean` colour of the picture, or `noise`,
 * each value drawn anew.
 */
export type DropFill = number | readonly number[] | 'mean' | 'noise';

/**
 * What becomes of the mask where pixels are dropped: it is kept, so that the network has to guess what was there; it
 * gets the data set's `ignoreIndex`, so that nothing is asked; or it gets a label, such as that of the background.
 */
export type DropMask = 'keep' | 'ignoreIndex' | number;

/** What dropped pixels become. */
export interface DropOptions {
  /** The picture there: a number or one for each channel, in units of the picture, `mean` or `noise` (default 0). */
  readonly fill?: DropFill;
  /** The mask there: `keep`, `ignoreIndex` or a label. */
  readonly mask?: DropMask;
}

/** What all dropping transforms settle for a sample. */
export interface DropParams {
  /** The label of dropped pixels, or `null` where the mask is kept. */
  readonly maskFill: number | null;
  /** What noise depends on; there for `fill: 'noise'` alone. */
  readonly noise?: number;
}

/** The names of the options that all dropping transforms have. */
export const dropOptionNames = ['fill', 'mask'] as const;

/** Refuses fills and masks that are none. */
export function checkDropOptions(name: string, { fill, mask }: Required<DropOptions>): void {
  if (typeof fill === 'string') checkOneOf(name, 'fill', fill, ['mean', 'noise']);
  else for (const value of typeof fill === 'number' ? [fill] : fill) checkNumber(name, 'fill', value, {});
  if (typeof mask === 'number') checkNumber(name, 'mask', mask, { integer: true });
  else checkOneOf(name, 'mask', mask, ['keep', 'ignoreIndex']);
}

/** What depends on the draw and on the data set. */
export function settleDrop(
  name: string,
  { fill, mask }: Required<DropOptions>,
  draw: Random,
  { ignoreIndex }: TransformContext,
): DropParams {
  if (mask === 'ignoreIndex' && ignoreIndex === undefined) {
    throw new OptionError(
      `${name}: mask is "ignoreIndex", but the data set has none. Declare its ignoreIndex, or give mask: "keep" or a label.`,
      { option: 'mask', value: mask },
    );
  }
  const maskFill = mask === 'keep' ? null : mask === 'ignoreIndex' ? (ignoreIndex as number) : mask;
  return { maskFill, ...(fill === 'noise' && { noise: draw.key('noise').integer(0, 2 ** 32) }) };
}
