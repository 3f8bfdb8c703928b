import { gaussianBlur as blur } from '../../../raster/filters/gaussianBlur.js';
import { gaussianSize } from '../../../raster/filters/weights.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link gaussianBlur}. */
export interface GaussianBlurOptions {
  /** The standard deviation in pixels (default 0.5 … 3). */
  readonly sigma?: number | Range;
}

/** What {@link gaussianBlur} draws. */
export interface GaussianBlurParams {
  /** The standard deviation in pixels. */
  readonly sigma: number;
}

/**
 * Blurs by a Gaussian, cut off at 3.5 standard deviations; outside the picture lies its reflection. Below a standard
 * deviation of 0.29 pixels nothing is left to mix, and the picture comes back itself.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 0, 200, 0, 0), width: 5, height: 1, channels: 1 };
 * const soft = augment.gaussianBlur({ sigma: 1 });
 * console.log(augment.applyTransform(soft, { id: 'a', image, meta: {} }).image.data); // 22 49 80 49 22
 * ```
 */
export function gaussianBlur(options: GaussianBlurOptions = {}): Transform<GaussianBlurParams> {
  return pictureTransform('gaussianBlur', options, {
    ranges: { sigma: { standard: [0.5, 3], min: 0, max: 100 } },
    isStill: ({ sigma }) => gaussianSize(sigma) <= 1,
    change: (image, { sigma }) => blur(image, gaussianSize(sigma), sigma),
  });
}
