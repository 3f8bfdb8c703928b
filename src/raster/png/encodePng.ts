import { crc32 } from '../../core/crc32.js';
import { OptionError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { concatenate } from '../concatenate.js';
import { channelsOf, checkGrid, type PixelGrid } from '../pixelGrid.js';
import { pngSignature } from './chunks.js';
import { filterRows } from './filterRows.js';

/** A colour: red, green and blue, 0 … 255. */
export type Rgb = readonly [number, number, number];

/** Options of {@link encodePng}. */
export interface EncodePngOptions {
  /** For 8-bit label maps: the colour of each label, at most 256. The file then stores palette indices. */
  readonly palette?: readonly Rgb[];
  /** Compresses to zlib data (default: the platform's `CompressionStream`). */
  readonly deflate?: (data: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Encodes a picture or a mask as a PNG file that decodes to the same numbers: 8 or 16 bits, grey, grey and alpha, RGB,
 * RGB and alpha, or palette indices.
 *
 * @param grid `[H,W,C]` of 1 to 4 channels and 8 or 16 bits, or `[H,W]` of labels from 0 to 65535.
 * @throws OptionError for float32 pictures, other counts of channels, and labels that the file cannot hold.
 * @see PNG specification, third edition (W3C, 2025)
 * @example
 * ```ts
 * import { decodePng, encodePng } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 1, 1, 0), width: 2, height: 2 };
 * const bytes = await encodePng(mask, { palette: [[0, 0, 0], [230, 159, 0]] });
 * console.log((await decodePng(bytes)).data); // 0 1 1 0
 * ```
 */
export async function encodePng(grid: PixelGrid, options: EncodePngOptions = {}): Promise<Uint8Array> {
  checkOptionNames('encodePng', options, ['palette', 'deflate']);
  const { palette, deflate = deflateByPlatform } = options;
  checkGrid('encodePng', grid);
  const { width, height } = grid;
  const channels = channelsOf(grid);
  if (channels > 4) throw refused('grid', `${channels} channels. A PNG file has 1 to 4.`);
  const samples = 'channels' in grid ? pictureSamples(grid.data) : labelSamples(grid.data);
  const bitDepth = samples instanceof Uint16Array ? 16 : 8;
  if (palette) checkPalette(grid, samples, palette);

  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = bitDepth;
  header[9] = palette ? 3 : [0, 4, 2, 6][channels - 1];
  const bytes = bitDepth === 16 ? bigEndian(samples) : (samples as Uint8Array);
  const stride = channels * (bitDepth / 8);
  // Labels are runs of equal bytes, which compress best as they are.
  const filtered = filterRows(bytes, width * stride, stride, 'channels' in grid);
  return concatenate([
    Uint8Array.from(pngSignature),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', Uint8Array.from(palette.flat()))] : []),
    chunk('IDAT', await deflate(filtered)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

const refused = (option: string, text: string): OptionError => new OptionError(`encodePng: ${text}`, { option });

function pictureSamples(data: PixelGrid['data']): Uint8Array | Uint16Array {
  if (data instanceof Uint8Array || data instanceof Uint16Array) return data;
  throw refused('grid', 'float32 values. A PNG file has 8 or 16 bits: use toUint8 first.');
}

function labelSamples(data: PixelGrid['data']): Uint8Array | Uint16Array {
  if (data instanceof Uint8Array || data instanceof Uint16Array) return data;
  let largest = 0;
  for (const label of data) {
    if (label < 0 || label > 65535) throw refused('grid', `label ${label}. A PNG file holds labels from 0 to 65535.`);
    if (label > largest) largest = label;
  }
  return largest < 256 ? Uint8Array.from(data) : Uint16Array.from(data);
}

function checkPalette(grid: PixelGrid, samples: Uint8Array | Uint16Array, palette: readonly Rgb[]): void {
  const isColor = (color: Rgb): boolean =>
    color.length === 3 && color.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  if ('channels' in grid || samples instanceof Uint16Array)
    throw refused('palette', 'a palette is for 8-bit label maps.');
  if (palette.length < 1 || palette.length > 256 || !palette.every(isColor)) {
    throw refused('palette', 'a palette is 1 to 256 colours [red, green, blue] of whole numbers from 0 to 255.');
  }
  const missing = samples.find((label) => label >= palette.length);
  if (missing === undefined) return;
  throw refused('palette', `label ${missing} has no colour in a palette of ${palette.length}. Add one.`);
}

function bigEndian(samples: Uint8Array | Uint16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  for (let i = 0; i < samples.length; i++) {
    bytes[2 * i] = samples[i] >> 8;
    bytes[2 * i + 1] = samples[i];
  }
  return bytes;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

async function deflateByPlatform(data: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([data as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
