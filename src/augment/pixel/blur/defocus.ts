import { diskBlur } from '../../../raster/filters/diskBlur.js';
import { gaussianBlur } from '../../../raster/filters/gaussianBlur.js';
import { gaussianSize } from '../../../raster/filters/weights.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link defocus}. */
export interface DefocusOptions {
  /** The radius of the disk that a point becomes, in pixels, 0 to 100 (default 2 … 6). */
  readonly radius?: number | Range;
  /** How soft the edge of the disk is: the standard deviation of a Gaussian in pixels (default 0.1 … 0.5). */
  readonly softness?: number | Range;
}

/** What {@link defocus} draws. */
export interface DefocusParams {
  /** The radius of the disk in pixels. */
  readonly radius: number;
  /** The standard deviation of the Gaussian in pixels. */
  readonly softness: number;
}

/**
 * Puts pictures out of focus: every point becomes a disk with a soft edge. Outside the picture lies its reflection.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(80), width: 64, height: 64, channels: 3 };
 * const blurred = augment.applyTransform(augment.defocus({ radius: 4 }), { id: 'a', image, meta: {} });
 * console.log(blurred.image.data[0]); // 80: even areas stay as they are
 * ```
 */
export function defocus(options: DefocusOptions = {}): Transform<DefocusParams> {
  return pictureTransform('defocus', options, {
    ranges: { radius: { standard: [2, 6], min: 0, max: 100 }, softness: { standard: [0.1, 0.5], min: 0, max: 20 } },
    isStill: ({ radius }) => radius === 0,
    change: (image, { radius, softness }) => gaussianBlur(diskBlur(image, radius), gaussianSize(softness), softness),
  });
}
