import { shiftHsv } from '../../../raster/color/shiftHsv.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link hueSaturationValue}; one number r stands for −r … r. */
export interface HueSaturationValueOptions {
  /** Degrees around the circle of colours (default 40; OpenCV and Albumentations count in steps of 2°). */
  readonly hue?: number | Range;
  /** What is added to saturation, which runs from 0 to 1 (default 0.12: 30 of 255). */
  readonly saturation?: number | Range;
  /** What is added to value, which runs from 0 to 1 (default 0.08: 20 of 255). */
  readonly value?: number | Range;
}

/** What {@link hueSaturationValue} draws. */
export interface HueSaturationValueParams {
  /** Degrees. */
  readonly hue: number;
  /** What is added to saturation. */
  readonly saturation: number;
  /** What is added to value. */
  readonly value: number;
}

/**
 * Shifts hue, saturation and value of every pixel. Grey stays grey. Pictures of 8 bits go through OpenCV's 8-bit units,
 * a hue of 2° and 255 steps, others are not rounded in between. Further channels are kept.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(200, 0, 0), width: 1, height: 1, channels: 3 };
 * const green = augment.hueSaturationValue({ hue: [120, 120], saturation: 0, value: 0 });
 * console.log(augment.applyTransform(green, { id: 'a', image, meta: {} }).image.data); // 0 200 0
 * ```
 */
export function hueSaturationValue(options: HueSaturationValueOptions = {}): Transform<HueSaturationValueParams> {
  return pictureTransform('hueSaturationValue', options, {
    ranges: {
      hue: { standard: 40, min: -360, max: 360, number: 'around' },
      saturation: { standard: 0.12, min: -1, max: 1, number: 'around' },
      value: { standard: 0.08, min: -1, max: 1, number: 'around' },
    },
    rgb: true,
    isStill: ({ hue, saturation, value }) => hue % 360 === 0 && saturation === 0 && value === 0,
    change: shiftHsv,
  });
}
