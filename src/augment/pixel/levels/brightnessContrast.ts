import { checkOneOf } from '../../../core/options.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { LevelMap, Transform } from '../../transform.js';
import { mapLevels } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link brightnessContrast}. */
export interface BrightnessContrastOptions {
  /** What is added, as a part of `relativeTo`; a number b stands for −b … b (default 0.2). */
  readonly brightness?: number | Range;
  /** By how much values are multiplied: 1 + contrast; a number c stands for −c … c (default 0.2). */
  readonly contrast?: number | Range;
  /** What brightness is a part of: the greatest value that a pixel can have (default), or the picture's mean. */
  readonly relativeTo?: 'maximum' | 'mean';
}

/** What {@link brightnessContrast} draws. */
export interface BrightnessContrastParams {
  /** What is added, as a part of `relativeTo`. */
  readonly brightness: number;
  /** By how much values are multiplied, less 1. */
  readonly contrast: number;
}

/**
 * Makes pictures brighter or darker and their contrast stronger or weaker: `(1 + contrast) · x + brightness · maximum`,
 * clipped to 0 … maximum (255, 65535, or 1 for float32). Contrast scales about 0, as in Albumentations.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 100, 200), width: 3, height: 1, channels: 1 };
 * const brighter = augment.brightnessContrast({ brightness: [0.2, 0.2], contrast: 0 });
 * console.log(augment.applyTransform(brighter, { id: 'a', image, meta: {} }).image.data); // 51 151 251
 * ```
 */
export function brightnessContrast(options: BrightnessContrastOptions = {}): Transform<BrightnessContrastParams> {
  const name = 'brightnessContrast';
  const { relativeTo = 'maximum' } = options;
  checkOneOf(name, 'relativeTo', relativeTo, ['maximum', 'mean']);
  const change = ({ brightness, contrast }: BrightnessContrastParams, unit: number): LevelMap => {
    return (value) => (1 + contrast) * value + brightness * unit;
  };
  return pictureTransform(name, options, {
    ranges: {
      brightness: { standard: 0.2, min: -1, max: 1, number: 'around' },
      contrast: { standard: 0.2, min: -1, number: 'around' },
    },
    settings: { relativeTo },
    isStill: ({ brightness, contrast }) => brightness === 0 && contrast === 0,
    levels: (params, { maximum }) => (relativeTo === 'maximum' ? change(params, maximum) : undefined),
    change: (image, params) => mapLevels(image, change(params, meanOf(image))),
  });
}

function meanOf({ data }: Raster): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  return sum / data.length;
}
