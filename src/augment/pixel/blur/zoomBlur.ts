import { zoomBlur as zoomPixels } from '../../../raster/filters/zoomBlur.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link zoomBlur}. */
export interface ZoomBlurOptions {
  /** How much larger the picture becomes while it is taken: at least 1 (default 1.02 … 1.15). */
  readonly factor?: number | Range;
}

/** What {@link zoomBlur} draws. */
export interface ZoomBlurParams {
  /** How much larger the picture becomes. */
  readonly factor: number;
}

/**
 * Blurs away from the middle, as when one drives or zooms in while the picture is taken: the mean of enlargements from 1
 * to the factor, fine enough that no steps are seen.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(80), width: 64, height: 64, channels: 3 };
 * const blurred = augment.applyTransform(augment.zoomBlur({ factor: 1.1 }), { id: 'a', image, meta: {} });
 * console.log(blurred.image.data[0]); // 80: even areas stay as they are
 * ```
 */
export function zoomBlur(options: ZoomBlurOptions = {}): Transform<ZoomBlurParams> {
  return pictureTransform('zoomBlur', options, {
    ranges: { factor: { standard: [1.02, 1.15], min: 1, max: 4 } },
    isStill: ({ factor }) => factor === 1,
    change: (image, { factor }) => zoomPixels(image, factor),
  });
}
