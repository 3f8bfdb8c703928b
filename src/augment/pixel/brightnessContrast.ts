import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Raster } from '../../raster/raster.js';
import { type Range, readRange } from '../range.js';
import type { Transform } from '../transform.js';
import { mapLevels, maximumOf } from './mapLevels.js';

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
  readonly brightness: number;
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
  checkOptionNames('brightnessContrast', options, ['brightness', 'contrast', 'relativeTo']);
  const { relativeTo = 'maximum' } = options;
  checkOneOf('brightnessContrast', 'relativeTo', relativeTo, ['maximum', 'mean']);
  const brightness = readRange('brightnessContrast', 'brightness', options.brightness ?? 0.2, { min: -1, max: 1 });
  const contrast = readRange('brightnessContrast', 'contrast', options.contrast ?? 0.2, { min: -1 });

  const change = (image: Raster, params: BrightnessContrastParams): Raster => {
    const unit = relativeTo === 'mean' ? meanOf(image) : maximumOf(image);
    return mapLevels(image, (value) => (1 + params.contrast) * value + params.brightness * unit);
  };
  return {
    name: 'brightnessContrast',
    options: { brightness, contrast, relativeTo },
    sample: (draw) => ({ brightness: draw.uniform(...brightness), contrast: draw.uniform(...contrast) }),
    apply: (params, sample) =>
      params.brightness === 0 && params.contrast === 0 ? sample : { ...sample, image: change(sample.image, params) },
  };
}

function meanOf({ data }: Raster): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  return sum / data.length;
}
