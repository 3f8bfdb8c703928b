import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link rgbShift}; one number r stands for −r … r. */
export interface RgbShiftOptions {
  /** What is added to red, as a part of full brightness (default 0.08: 20 of 255 levels). */
  readonly red?: number | Range;
  /** What is added to green (default 0.08). */
  readonly green?: number | Range;
  /** What is added to blue (default 0.08). */
  readonly blue?: number | Range;
}

/** What {@link rgbShift} draws, as parts of full brightness. */
export interface RgbShiftParams {
  /** What is added to red. */
  readonly red: number;
  /** What is added to green. */
  readonly green: number;
  /** What is added to blue. */
  readonly blue: number;
}

/**
 * Adds an amount of its own to red, green and blue, clipped to 0 … maximum. Further channels are kept.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(100, 100, 100), width: 1, height: 1, channels: 3 };
 * const warmer = augment.rgbShift({ red: [0.2, 0.2], green: 0, blue: [-0.2, -0.2] });
 * console.log(augment.applyTransform(warmer, { id: 'a', image, meta: {} }).image.data); // 151 100 49
 * ```
 */
export function rgbShift(options: RgbShiftOptions = {}): Transform<RgbShiftParams> {
  const shift = { standard: 0.08, min: -1, max: 1, number: 'around' } as const;
  return pictureTransform('rgbShift', options, {
    ranges: { red: shift, green: shift, blue: shift },
    rgb: true,
    isStill: ({ red, green, blue }) => red === 0 && green === 0 && blue === 0,
    levels: ({ red, green, blue }, { maximum }) => {
      const shifts = [red, green, blue].map((part) => part * maximum);
      return (value, channel) => value + (shifts[channel] ?? 0);
    },
  });
}
