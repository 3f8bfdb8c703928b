import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Raster } from '../raster/raster.js';
import { type ResizeOptions, resize, type Size } from '../raster/resize.js';
import {
  checkToRasterOptions,
  storedToRaster,
  type ToRasterOptions,
  toRasterOptionNames,
} from '../raster/storedToRaster.js';
import { decodeFile, type ImageSource } from './decodeFile.js';

/** Options of {@link readImage}. */
export interface ReadImageOptions extends ToRasterOptions {
  /**
   * The size of the result, reached by `resizeImage`. A JPEG that is at least four or eight times as large, with sides in
   * multiples of two or four, is decoded at a quarter or an eighth first, which is faster and smoother.
   */
  readonly size?: Size;
  /** How `size` is reached (default `auto`). */
  readonly interpolation?: ResizeOptions['interpolation'];
  /** The largest width · height that is read, against decompression bombs (default 2^28, 16384×16384). */
  readonly maxPixels?: number;
}

/**
 * Reads a picture: JPEG, PNG, GIF (its first frame), BMP, TIFF or WebP, by its first bytes and not by its name.
 *
 * Colour profiles and gamma are not applied, alpha is dropped without blending; JPEG and WebP are decoded by sharp, the
 * others by segkit itself.
 *
 * @param source A path, a file URL, or the bytes of a file.
 * @returns `[H,W,3]` by default: `Uint8Array` 0 … 255, `Uint16Array` for files of 16 bits, `Float32Array` for float ones.
 * @throws DataError that names the file if it is missing, no picture, cut off, damaged or larger than `maxPixels`.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readImage, writeImage } from 'segkit/node';
 *
 * const file = join(await mkdtemp(join(tmpdir(), 'segkit-')), 'grey.png');
 * await writeImage(file, { data: Uint8Array.of(10, 20), width: 2, height: 1, channels: 1 });
 * console.log((await readImage(file)).data); // 10 10 10 20 20 20
 * ```
 */
export async function readImage(source: ImageSource, options: ReadImageOptions = {}): Promise<Raster> {
  checkOptionNames('readImage', options, [...toRasterOptionNames, 'size', 'interpolation', 'maxPixels']);
  checkToRasterOptions('readImage', options);
  const { channels, depth, orientation, size, interpolation, maxPixels } = options;
  for (const name of ['width', 'height'] as const) {
    if (size) checkNumber('readImage', `size.${name}`, size[name], { min: 1, integer: true });
  }
  if (interpolation !== undefined && size === undefined) {
    throw new OptionError('readImage: interpolation has no meaning without size. Give the size too.', {
      option: 'interpolation',
      value: interpolation,
    });
  }
  return decodeFile('readImage', source, { maxPixels, size, anyTiff: true }, (stored) => {
    const raster = storedToRaster(stored, { channels, depth, orientation });
    return size ? resize(raster, { ...size, interpolation }) : raster;
  });
}
