import { gaussianBlur } from '../../../raster/filters/gaussianBlur.js';
import { gaussianSize } from '../../../raster/filters/weights.js';
import { jumble } from '../../../raster/noise/jumble.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link glassBlur}. */
export interface GlassBlurOptions {
  /** The standard deviation of the blur before and after, in pixels (default 0.7). */
  readonly sigma?: number | Range;
  /** How far pixels are swapped, in pixels: whole numbers (default 1 … 3). 0 leaves the blur alone. */
  readonly reach?: number | Range;
  /** How often every pixel is swapped (default 1). */
  readonly rounds?: number | Range;
}

/** What {@link glassBlur} draws. */
export interface GlassBlurParams {
  /** The standard deviation of the blur in pixels. */
  readonly sigma: number;
  /** How far pixels are swapped. */
  readonly reach: number;
  /** How often. */
  readonly rounds: number;
  /** What says with which neighbours. */
  readonly seed: number;
}

/**
 * Looks through frosted glass: blurs, swaps every pixel with one nearby, several times, and blurs again (Hendrycks and
 * Dietterich 2019).
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(80), width: 64, height: 64, channels: 3 };
 * const blurred = augment.applyTransform(augment.glassBlur({ reach: 3 }), { id: 'a', image, meta: {} });
 * console.log(blurred.image.data[0]); // 80: even areas stay as they are
 * ```
 */
export function glassBlur(options: GlassBlurOptions = {}): Transform<GlassBlurParams> {
  return pictureTransform('glassBlur', options, {
    ranges: {
      sigma: { standard: 0.7, min: 0, max: 100 },
      reach: { standard: [1, 3], min: 0, max: 100, draw: 'whole' },
      rounds: { standard: 1, min: 0, max: 20, draw: 'whole' },
    },
    seeded: true,
    isStill: ({ sigma, reach, rounds }) => gaussianSize(sigma) <= 1 && (reach === 0 || rounds === 0),
    change: (image, { sigma, reach, rounds, seed }) => {
      const blur = (picture: Raster): Raster => gaussianBlur(picture, gaussianSize(sigma), sigma);
      let picture = blur(image);
      for (let round = 0; round < (reach === 0 ? 0 : rounds); round++) picture = jumble(picture, reach, seed, round);
      return blur(picture);
    },
  });
}
