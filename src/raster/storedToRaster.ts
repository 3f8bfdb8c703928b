import { DataError } from '../core/errors.js';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { convertChannels } from './convertChannels.js';
import { orient } from './orient.js';
import type { Raster, RasterData } from './raster.js';
import type { Palette, StoredImage } from './storedImage.js';

/** How a picture file becomes a {@link Raster}. */
export interface ToRasterOptions {
  /**
   * 1: grey by Rec. 601 luma. 3 (default): RGB; grey is repeated, alpha dropped. 4: RGB and alpha. `keep`: grey stays
   * grey, alpha stays, palettes become colours.
   */
  readonly channels?: 1 | 3 | 4 | 'keep';
  /** `keep` (default): 16-bit files give a `Uint16Array`, float ones a `Float32Array`. 8: 16 bits are rounded to 8. */
  readonly depth?: 8 | 'keep';
  /** `apply` (default): the picture is turned upright as its EXIF data says. `ignore`: as stored. */
  readonly orientation?: 'apply' | 'ignore';
}

/** The names of all options, for those who take them too. */
export const toRasterOptionNames = ['channels', 'depth', 'orientation'] as const;

/** Refuses what is no option of {@link storedToRaster}. */
export function checkToRasterOptions(where: string, options: ToRasterOptions): void {
  const { channels = 3, depth = 'keep', orientation = 'apply' } = options;
  checkOneOf(where, 'channels', channels, [1, 3, 4, 'keep'] as const);
  checkOneOf(where, 'depth', depth, [8, 'keep'] as const);
  checkOneOf(where, 'orientation', orientation, ['apply', 'ignore'] as const);
}

/**
 * Makes a picture of what a file stores: palettes are looked up, samples of 1, 2 and 4 bits scaled to 0 … 255.
 *
 * @returns `[H,W,C]`.
 * @throws DataError for a palette index without a colour, and for float32 samples with `depth: 8`.
 * @example
 * ```ts
 * import { decodePng, encodePng, storedToRaster } from 'segkit';
 *
 * const grey = { data: Uint8Array.of(10, 20), width: 2, height: 1, channels: 1 };
 * const stored = await decodePng(await encodePng(grey));
 * console.log(storedToRaster(stored).data); // 10 10 10 20 20 20
 * ```
 */
export function storedToRaster(stored: StoredImage, options: ToRasterOptions = {}): Raster {
  checkOptionNames('storedToRaster', options, toRasterOptionNames);
  checkToRasterOptions('storedToRaster', options);
  const { channels = 3, depth = 'keep', orientation = 'apply' } = options;
  const expanded = expand(stored, channels);
  const converted =
    channels === 'keep' || channels === expanded.channels ? expanded : convertChannels(expanded, channels);
  const rounded = depth === 8 ? toEightBits(converted) : converted;
  return orientation === 'apply' ? orient(rounded, stored.orientation) : rounded;
}

/** Samples as picture values, with alpha only where it will be used. */
function expand(stored: StoredImage, channels: 1 | 3 | 4 | 'keep'): Raster {
  const { width, height, palette, transparent } = stored;
  const usesAlpha = channels === 4 || channels === 'keep';
  if (palette) return lookUp(stored, palette, usesAlpha && palette.alpha.length > 0);
  const raster = { data: scaled(stored), width, height, channels: stored.channels };
  return transparent && usesAlpha ? withKeyAlpha(raster, stored, transparent) : raster;
}

function lookUp({ data, width, height }: StoredImage, { colors, alpha }: Palette, hasAlpha: boolean): Raster {
  const channels = hasAlpha ? 4 : 3;
  const indexes = data as Uint8Array;
  const count = colors.length / 3;
  const output = new Uint8Array(indexes.length * channels);
  for (let i = 0, o = 0; i < indexes.length; i++, o += channels) {
    const index = indexes[i];
    if (index >= count) throw noColor(index, count, i, width);
    output[o] = colors[3 * index];
    output[o + 1] = colors[3 * index + 1];
    output[o + 2] = colors[3 * index + 2];
    if (hasAlpha) output[o + 3] = index < alpha.length ? alpha[index] : 255;
  }
  return { data: output, width, height, channels };
}

/** An index beyond the palette, and where it is. */
export const noColor = (index: number, count: number, pixel: number, width: number): DataError =>
  new DataError(
    `index ${index} at (${pixel % width}, ${Math.floor(pixel / width)}) has no colour: the palette has ${count}.`,
  );

/** Samples of less than 8 bits scaled to 0 … 255; others as they are, whole numbers of 32 bits as float32. */
function scaled({ data, bitDepth }: StoredImage): RasterData {
  if (data instanceof Int32Array) return Float32Array.from(data);
  if (bitDepth >= 8) return data;
  const factor = 255 / (2 ** bitDepth - 1);
  return (data as Uint8Array).map((sample) => sample * factor);
}

function withKeyAlpha(raster: Raster, stored: StoredImage, key: readonly number[]): Raster {
  const { channels } = stored;
  const output = convertChannels(raster, channels + 1);
  for (let i = 0, o = channels; i < stored.data.length; i += channels, o += channels + 1) {
    if (key.every((sample, c) => stored.data[i + c] === sample)) output.data[o] = 0;
  }
  return output;
}

function toEightBits(raster: Raster): Raster {
  const { data } = raster;
  if (data instanceof Uint8Array) return raster;
  if (data instanceof Float32Array) {
    throw new DataError("the samples are float32, which has no 8-bit form. Use depth: 'keep'.");
  }
  const rounded = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) rounded[i] = (data[i] + 128) / 257;
  return { ...raster, data: rounded };
}
