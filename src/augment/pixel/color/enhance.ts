import { checkOneOf } from '../../../core/options.js';
import { meanLuma, mixColors, saturationMatrix } from '../../../raster/color/colorMatrix.js';
import { convolve } from '../../../raster/filters/convolve.js';
import type { Raster } from '../../../raster/raster.js';
import { roomOf } from '../../../raster/room.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { mapLevels, maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** What {@link enhance} changes. */
export type Enhancement = 'brightness' | 'color' | 'contrast' | 'sharpness';

/** Options of {@link enhance}. */
export interface EnhanceOptions {
  /** What is changed. */
  readonly kind: Enhancement;
  /** How much of the picture itself there is: 0 the base alone, 1 the picture, above 1 more than it had (default 0.5 … 1.5). */
  readonly factor?: number | Range;
}

/** What {@link enhance} draws. */
export interface EnhanceParams {
  /** How much of the picture itself there is. */
  readonly factor: number;
}

/**
 * Gives a picture less or more of what it has: `factor · x + (1 − factor) · base`, clipped to 0 … maximum, as Pillow's
 * enhancements do. The base of `brightness` is black, that of `contrast` the mean grey of the picture, that of `color` the
 * grey of each pixel, and that of `sharpness` the picture smoothed by 3×3 pixels but for its outermost ones.
 *
 * Pictures may have any channels: the first three of three and more are red, green and blue; `color` leaves those with
 * fewer alone, which have none.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(80, 100, 120), width: 3, height: 1, channels: 1 };
 * const flat = augment.enhance({ kind: 'contrast', factor: 0.5 });
 * console.log(augment.applyTransform(flat, { id: 'a', image, meta: {} }).image.data); // 90 100 110
 * ```
 */
export function enhance(options: EnhanceOptions): Transform<EnhanceParams> {
  const { kind } = options;
  checkOneOf('enhance', 'kind', kind, ['brightness', 'color', 'contrast', 'sharpness']);
  const change = changes[kind];
  return pictureTransform('enhance', options, {
    ranges: { factor: { standard: [0.5, 1.5], min: 0 } },
    settings: { kind },
    isStill: ({ factor }) => factor === 1,
    ...(kind === 'brightness' && {
      levels:
        ({ factor }) =>
        (value: number) =>
          factor * value,
    }),
    change: (image, { factor }) => change(image, factor),
  });
}

const changes: Readonly<Record<Enhancement, (image: Raster, factor: number) => Raster>> = {
  brightness: (image, factor) => mapLevels(image, (value) => factor * value),
  color: (image, factor) => (image.channels < 3 ? image : mixColors(image, saturationMatrix(factor))),
  contrast: (image, factor) => {
    const base = (1 - factor) * meanGray(image);
    return mapLevels(image, (value) => factor * value + base);
  },
  sharpness: (image, factor) => {
    const smooth = convolve(image, { width: 3, height: 3, weights: smoothing }, 'replicate');
    return mixInside(image, smooth, factor);
  },
};

const smoothing = Float64Array.of(1, 1, 1, 1, 5, 1, 1, 1, 1).map((weight) => weight / 13);

function meanGray(image: Raster): number {
  if (image.channels >= 3) return meanLuma(image);
  let sum = 0;
  for (let i = 0; i < image.data.length; i++) sum += image.data[i];
  return sum / image.data.length;
}

/** `factor · x + (1 − factor) · base` but for the outermost pixels. */
function mixInside(image: Raster, base: Raster, factor: number): Raster {
  const { data, width, height, channels } = image;
  const output = roomOf(data, data.length);
  const maximum = maximumOf(image);
  const rounding = data instanceof Float32Array ? 0 : 0.5;
  output.set(data);
  for (let y = 1; y < height - 1; y++) {
    const end = ((y + 1) * width - 1) * channels;
    for (let i = (y * width + 1) * channels; i < end; i++) {
      const value = factor * data[i] + (1 - factor) * base.data[i];
      output[i] = Math.min(maximum, Math.max(0, value)) + rounding;
    }
  }
  return { ...image, data: output };
}
