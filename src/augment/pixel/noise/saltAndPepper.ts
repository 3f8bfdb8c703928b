import { drawSpecks, putSpecks } from '../../../raster/noise/saltAndPepper.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link saltAndPepper}. */
export interface SaltAndPepperOptions {
  /** Which part of the pixels becomes white or black (default 0.01 … 0.06). */
  readonly amount?: number | Range;
  /** Which part of those becomes white (default 0.4 … 0.6). */
  readonly salt?: number | Range;
}

/** What {@link saltAndPepper} draws. */
export interface SaltAndPepperParams {
  /** Which part of the pixels becomes white or black. */
  readonly amount: number;
  /** Which part of those becomes white. */
  readonly salt: number;
  /** What says which pixels. */
  readonly seed: number;
}

/**
 * Makes single pixels white or black in all channels, each by itself.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 100).fill(128), width: 100, height: 100, channels: 1 };
 * const specked = augment.applyTransform(augment.saltAndPepper({ amount: 0.1 }), { id: 'a', image, meta: {} });
 * console.log(specked.image.data.filter((value) => value !== 128).length); // about 1000
 * ```
 */
export function saltAndPepper(options: SaltAndPepperOptions = {}): Transform<SaltAndPepperParams> {
  const part = { min: 0, max: 1 };
  return pictureTransform('saltAndPepper', options, {
    ranges: { amount: { standard: [0.01, 0.06], ...part }, salt: { standard: [0.4, 0.6], ...part } },
    seeded: true,
    isStill: ({ amount }) => amount === 0,
    change: (image, { amount, salt, seed }) =>
      putSpecks(image, drawSpecks(image.width * image.height, amount * salt, amount * (1 - salt), seed)),
  });
}
