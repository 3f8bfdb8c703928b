import { DataError } from '../core/errors.js';
import { decodeBmp } from './bmp.js';
import { decodeGif } from './gif/decodeGif.js';
import { decodePng } from './png/decodePng.js';
import type { DecodeOptions, ImageFormat, StoredImage } from './storedImage.js';
import { decodeTiff } from './tiff/decodeTiff.js';
import { isTiff } from './tiff/directory.js';

/**
 * The format of a picture file by its first bytes, whatever its name says; `undefined` for anything else.
 *
 * @example
 * ```ts
 * import { imageFormat } from 'segkit';
 *
 * console.log(imageFormat(Uint8Array.of(0xff, 0xd8, 0xff))); // jpeg
 * console.log(imageFormat(new TextEncoder().encode('<html>'))); // undefined
 * ```
 */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return 'webp';
  if (text.startsWith('BM')) return 'bmp';
  return isTiff(bytes) ? 'tiff' : undefined;
}

/**
 * Decodes a PNG, GIF, BMP or TIFF file to exactly what it stores. Its first bytes decide, not its name.
 *
 * @throws DataError for broken files, other formats and whatever is no picture.
 * @example
 * ```ts
 * import { decodeImage, encodePng, storedToLabels } from 'segkit';
 *
 * const bytes = await encodePng({ data: Uint8Array.of(0, 1, 2, 255), width: 2, height: 2 });
 * console.log(storedToLabels(await decodeImage(bytes)).data); // 0 1 2 255
 * ```
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<StoredImage> {
  const format = imageFormat(bytes);
  const { maxPixels } = options;
  if (format === 'png') return decodePng(bytes, options);
  if (format === 'tiff') return decodeTiff(bytes, options);
  if (format === 'gif') return decodeGif(bytes, { maxPixels });
  if (format === 'bmp') return decodeBmp(bytes, { maxPixels });
  throw format ? new DataError(`${format} files have no exact labels: save masks as PNG.`) : noPicture(bytes);
}

/** The error of files that are no pictures. */
export const noPicture = (bytes: Uint8Array): DataError =>
  new DataError(
    bytes.length === 0
      ? 'the file is empty.'
      : 'the file is no picture: its first bytes are those of no PNG, JPEG, GIF, BMP, TIFF or WebP file.',
  );
