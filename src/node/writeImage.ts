import { extname } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { convertChannels } from '../raster/convertChannels.js';
import { checkGrid } from '../raster/pixelGrid.js';
import { encodePng } from '../raster/png/encodePng.js';
import type { Raster } from '../raster/raster.js';
import { toUint8 } from '../raster/toUint8.js';
import { writeFileAtomically } from './writeFileAtomically.js';

/** Options of {@link writeImage}. */
export interface WriteImageOptions {
  /** For JPEG and WebP, 1 … 100 (default 90). */
  readonly quality?: number;
}

/** Compresses in Node's thread pool. */
export const deflateInNode = promisify<Uint8Array, Uint8Array>(deflate);

/**
 * Writes a picture as PNG (exact, 8 or 16 bits), JPEG or WebP, by the end of the file's name. float32 pictures are
 * taken as 0 … 1 and written with 8 bits. The file appears whole, or not at all.
 *
 * @param raster `[H,W,C]` of 1 to 4 channels.
 * @throws OptionError for another ending or count of channels.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readImage, writeImage } from 'segkit/node';
 *
 * const file = join(await mkdtemp(join(tmpdir(), 'segkit-')), 'red.jpg');
 * const red = { data: new Uint8Array(64 * 64 * 3).map((_, i) => (i % 3 === 0 ? 255 : 0)), width: 64, height: 64, channels: 3 };
 * await writeImage(file, red, { quality: 95 });
 * console.log((await readImage(file)).width); // 64
 * ```
 */
export async function writeImage(file: string, raster: Raster, options: WriteImageOptions = {}): Promise<void> {
  checkOptionNames('writeImage', options, ['quality']);
  const { quality = 90 } = options;
  checkNumber('writeImage', 'quality', quality, { min: 1, max: 100, integer: true });
  checkGrid('writeImage', raster);
  const ending = extname(file).toLowerCase();
  const isJpeg = ending === '.jpg' || ending === '.jpeg';
  if (ending === '.png') {
    const exact = raster.data instanceof Float32Array ? toUint8(raster) : raster;
    return writeFileAtomically(file, await encodePng(exact, { deflate: deflateInNode }));
  }
  if (!isJpeg && ending !== '.webp') {
    throw new OptionError(`writeImage: ${file} ends in "${ending}". Use .png, .jpg, .jpeg or .webp.`, {
      option: 'file',
    });
  }
  const { default: sharp } = await import('sharp');
  const opaque = raster.channels === 1 || (isJpeg && raster.channels === 2) ? 1 : 3;
  const eight = convertChannels(toUint8(raster), !isJpeg && raster.channels % 2 === 0 ? 4 : opaque);
  const { width, height } = eight;
  const raw = { width, height, channels: eight.channels as 1 | 3 | 4 };
  const pipeline = sharp(eight.data, { raw }).toColourspace(eight.channels === 1 ? 'b-w' : 'srgb');
  const encoded = isJpeg ? pipeline.jpeg({ quality }) : pipeline.webp({ quality });
  await writeFileAtomically(file, await encoded.toBuffer());
}
