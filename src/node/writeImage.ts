import { extname } from 'node:path';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { checkGrid } from '../raster/pixelGrid.js';
import type { Raster } from '../raster/raster.js';
import { encodeImage } from './encodeImage.js';
import { writeFileAtomically } from './writeFileAtomically.js';

/** Options of {@link writeImage}. */
export interface WriteImageOptions {
  /** For JPEG and WebP, 1 … 100 (default 90). */
  readonly quality?: number;
}

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
  await writeFileAtomically(
    file,
    await encodeImage(`writeImage: ${file}`, raster, extname(file).toLowerCase(), quality),
  );
}
