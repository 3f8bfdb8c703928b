import { convolve } from '../../../raster/filters/convolve.js';
import type { Kernel } from '../../../raster/filters/weights.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { clipFloats } from '../clipFloats.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link sharpen}. */
export interface SharpenOptions {
  /** How much of the sharpened picture is mixed in, 0 to 1 (default 0.2 … 0.5). */
  readonly alpha?: number | Range;
  /** How bright the sharpened picture is; 1 keeps the brightness (default 0.5 … 1). */
  readonly lightness?: number | Range;
}

/** What {@link sharpen} draws. */
export interface SharpenParams {
  /** How much of the sharpened picture is mixed in. */
  readonly alpha: number;
  /** How bright the sharpened picture is. */
  readonly lightness: number;
}

/**
 * Makes edges stronger: filters by `(1 − α) · identity + α · [−1 … 8 + lightness … −1]`, clipped to 0 … maximum; outside
 * the picture lies its reflection.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(100, 100, 120, 120), width: 4, height: 1, channels: 1 };
 * const sharp = augment.sharpen({ alpha: 0.2, lightness: 1 });
 * console.log(augment.applyTransform(sharp, { id: 'a', image, meta: {} }).image.data); // 100 88 132 120
 * ```
 */
export function sharpen(options: SharpenOptions = {}): Transform<SharpenParams> {
  return pictureTransform('sharpen', options, {
    ranges: { alpha: { standard: [0.2, 0.5], min: 0, max: 1 }, lightness: { standard: [0.5, 1], min: 0, max: 10 } },
    isStill: ({ alpha }) => alpha === 0,
    change: (image, params) => clipFloats(convolve(image, sharpenKernel(params))),
  });
}

function sharpenKernel({ alpha, lightness }: SharpenParams): Kernel {
  const weights = new Float64Array(9).fill(-alpha);
  weights[4] = 1 - alpha + alpha * (8 + lightness);
  return { width: 3, height: 3, weights };
}
