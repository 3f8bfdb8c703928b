import { checkOneOf } from '../../../core/options.js';
import { simulateJpeg } from '../../../raster/compression/simulateJpeg.js';
import { simulateWebp } from '../../../raster/compression/simulateWebp.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link imageCompression}. */
export interface ImageCompressionOptions {
  /** Whose traces are left (default `jpeg`). */
  readonly format?: 'jpeg' | 'webp';
  /** From 1, hardly anything is left, to 100 (default 40 … 95). */
  readonly quality?: number | Range;
}

/** What {@link imageCompression} draws. */
export interface ImageCompressionParams {
  /** From 1 to 100, a whole number. */
  readonly quality: number;
}

/**
 * Leaves the traces of lossy compression in pictures, without writing and reading a file: what loses something is done,
 * the packing of bits is not.
 *
 * - `jpeg` is a baseline JPEG: colours at half resolution, the cosine transform of 8×8 pixels, and the standard's tables
 *   scaled by quality as libjpeg does.
 * - `webp` is lossy WebP with the means of VP8: prediction of blocks of 16×16 (colour: 8×8) from what was decoded before,
 *   the transform of 4×4 pixels, steps by quality as libwebp chooses them, and the filter across the edges of blocks. The
 *   finer choices of an encoder, prediction of 4×4 blocks among them, are not made: at the same quality more is lost than
 *   by libwebp.
 *
 * Channels after the third are kept; of pictures with one or two channels each is compressed as brightness. Codecs have
 * 8 bits: what they change is added to 16-bit and float32 values.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 256);
 * const image = { data, width: 64, height: 64, channels: 3 };
 * const poor = augment.applyTransform(augment.imageCompression({ quality: 20 }), { id: 'a', image, meta: {} });
 * console.log(poor.image.data.slice(0, 6), data.slice(0, 6));
 * ```
 */
export function imageCompression(options: ImageCompressionOptions = {}): Transform<ImageCompressionParams> {
  const { format = 'jpeg' } = options;
  checkOneOf('imageCompression', 'format', format, ['jpeg', 'webp']);
  const simulate = format === 'jpeg' ? simulateJpeg : simulateWebp;
  return pictureTransform('imageCompression', options, {
    ranges: { quality: { standard: [40, 95], min: 1, max: 100, draw: 'whole' } },
    settings: { format },
    change: (image, { quality }) => simulate(image, quality),
  });
}
