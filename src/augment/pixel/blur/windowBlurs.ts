import { boxBlur as boxPixels } from '../../../raster/filters/boxBlur.js';
import { medianBlur as medianPixels } from '../../../raster/filters/medianBlur.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link boxBlur} and {@link medianBlur}. */
export interface WindowBlurOptions {
  /** The width and height of the window in pixels: odd numbers (default 3 … 7). 1 changes nothing. */
  readonly size?: number | Range;
}

/** What {@link boxBlur} and {@link medianBlur} draw. */
export interface WindowBlurParams {
  /** The width and height of the window in pixels. */
  readonly size: number;
}

const windowBlur =
  (name: string, most: number, change: (image: Raster, size: number) => Raster) =>
  (options: WindowBlurOptions): Transform<WindowBlurParams> =>
    pictureTransform(name, options, {
      ranges: { size: { standard: [3, 7], min: 1, max: most, draw: 'odd' } },
      isStill: ({ size }) => size === 1,
      change: (image, { size }) => change(image, size),
    });

const makeBoxBlur = windowBlur('boxBlur', 1023, boxPixels);
const makeMedianBlur = windowBlur('medianBlur', 255, medianPixels);

/**
 * Replaces each value by the mean of a square window around it; outside the picture lies its reflection.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 0, 90, 0, 0), width: 5, height: 1, channels: 1 };
 * const soft = augment.boxBlur({ size: 3 });
 * console.log(augment.applyTransform(soft, { id: 'a', image, meta: {} }).image.data); // 0 30 30 30 0
 * ```
 */
export const boxBlur = (options: WindowBlurOptions = {}): Transform<WindowBlurParams> => makeBoxBlur(options);

/**
 * Replaces each value by the median of a square window around it, which takes out specks and keeps edges; outside the
 * picture its edge goes on. For pictures of 8 bits the time hardly depends on the size.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(7, 7, 200, 7, 7, 7), width: 6, height: 1, channels: 1 };
 * const clean = augment.medianBlur({ size: 3 });
 * console.log(augment.applyTransform(clean, { id: 'a', image, meta: {} }).image.data); // 7 7 7 7 7 7
 * ```
 */
export const medianBlur = (options: WindowBlurOptions = {}): Transform<WindowBlurParams> => makeMedianBlur(options);
