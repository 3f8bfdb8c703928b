import { checkNumber, checkOptionNames } from '../../../core/options.js';
import { type ColorMatrix, meanLuma, mixColors, saturationMatrix } from '../../../raster/color/colorMatrix.js';
import { shiftHsv } from '../../../raster/color/shiftHsv.js';
import type { Raster } from '../../../raster/raster.js';
import { type Range, readRange } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';
import { checkRgb } from '../pictureTransform.js';

/** What {@link colorJitter} changes. */
export type ColorChange = 'brightness' | 'contrast' | 'saturation' | 'hue';

/** Options of {@link colorJitter}. */
export interface ColorJitterOptions {
  /** Factors of all values (default 0.8 … 1.2). */
  readonly brightness?: number | Range;
  /** Factors of the distance to the picture's mean grey (default 0.8 … 1.2). */
  readonly contrast?: number | Range;
  /** Factors of the distance of each pixel to its grey (default 0.8 … 1.2). */
  readonly saturation?: number | Range;
  /** Turns around the circle of colours, at most 180°; one number r stands for −r … r (default 18). */
  readonly hue?: number | Range;
}

/** What {@link colorJitter} draws. */
export interface ColorJitterParams {
  /** The factor of all values. */
  readonly brightness: number;
  /** The factor of the distance to the mean grey. */
  readonly contrast: number;
  /** The factor of the distance to grey. */
  readonly saturation: number;
  /** Degrees around the circle of colours. */
  readonly hue: number;
  /** In which order they are done. */
  readonly order: readonly ColorChange[];
}

const factor = ['brightness', 'contrast', 'saturation'] as const;

/** Each change alone: `factor · x + (1 − factor) · base`, where base is black, the mean grey, or the pixel's grey. */
export const colorChanges: Readonly<Record<ColorChange, (image: Raster, amount: number) => Raster>> = {
  brightness: (image, amount) => mixColors(image, scaled(amount)),
  contrast: (image, amount) => mixColors(image, scaled(amount), (1 - amount) * meanLuma(image)),
  saturation: (image, amount) => mixColors(image, saturationMatrix(amount)),
  hue: (image, amount) => shiftHsv(image, { hue: amount, saturation: 0, value: 0 }),
};

const scaled = (amount: number): ColorMatrix => [amount, 0, 0, 0, amount, 0, 0, 0, amount];

/**
 * Changes brightness, contrast, saturation and hue in a random order, as torchvision does:
 * `factor · x + (1 − factor) · base`, where base is black, the picture's mean grey, or the pixel's grey; hue turns around
 * the circle of colours. Each step is rounded and clipped to 0 … maximum. Further channels are kept.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(200, 100, 0), width: 1, height: 1, channels: 3 };
 * const gray = augment.colorJitter({ brightness: 1, contrast: 1, saturation: 0, hue: 0 });
 * console.log(augment.applyTransform(gray, { id: 'a', image, meta: {} }).image.data); // 119 119 119
 * ```
 */
export function colorJitter(options: ColorJitterOptions = {}): Transform<ColorJitterParams> {
  const name = 'colorJitter';
  checkOptionNames(name, options, [...factor, 'hue']);
  for (const option of factor) if (typeof options[option] === 'number') checkNumber(name, option, options[option]);
  const [brightness, contrast, saturation] = factor.map((option) =>
    readAmount(name, option, options[option] ?? [0.8, 1.2], { min: 0 }),
  );
  const hue = readRange(name, 'hue', options.hue ?? 18, { min: -180, max: 180 });
  return {
    name,
    options: { brightness, contrast, saturation, hue },
    sample: (draw) => {
      const changes = [...factor, 'hue'] as const;
      return {
        brightness: draw.uniform(...brightness),
        contrast: draw.uniform(...contrast),
        saturation: draw.uniform(...saturation),
        hue: draw.uniform(...hue),
        order: Array.from(draw.permutation(changes.length), (i) => changes[i]),
      };
    },
    apply: (params, sample) => {
      checkRgb(name, sample.image.channels);
      const moving = params.order.filter((change) => params[change] !== (change === 'hue' ? 0 : 1));
      if (moving.length === 0) return sample;
      const image = moving.reduce((state, change) => colorChanges[change](state, params[change]), sample.image);
      return { ...sample, image };
    },
  };
}
