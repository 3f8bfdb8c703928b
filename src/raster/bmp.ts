import { DataError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { checkPixels } from './checkPixels.js';
import { type DecodeOptions, defaultMaxPixels, type Palette, type StoredImage } from './storedImage.js';
import { unpackSamples } from './unpackSamples.js';

const fileHeaderBytes = 14;
/** The header of OS/2, with 16-bit sizes and colours of three bytes. */
const coreHeaderBytes = 12;
/** Red, green, blue and alpha of 32-bit files, as nearly all of them have it. */
const usualMasks = [0x00ff0000, 0x0000ff00, 0x000000ff, 0xff000000];

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bitDepth: number;
  readonly dataStart: number;
  readonly paletteStart: number;
  readonly paletteEntryBytes: 3 | 4;
  readonly paletteEntries: number;
  readonly hasAlpha: boolean;
}

/**
 * Decodes an uncompressed BMP file to what it stores: palette indices of 1, 2, 4 or 8 bits, or 24- and 32-bit colours.
 *
 * @throws DataError for whatever is no whole BMP file, and for compressed and 16-bit ones.
 * @see Windows bitmap storage, BITMAPINFOHEADER and BITMAPV5HEADER (Microsoft)
 * @example
 * ```ts
 * import { decodeBmp } from 'segkit';
 *
 * try {
 *   decodeBmp(new TextEncoder().encode('BM, but no picture'));
 * } catch (error) {
 *   console.log(String(error)); // the BMP file is cut off
 * }
 * ```
 */
export function decodeBmp(bytes: Uint8Array, options: Pick<DecodeOptions, 'maxPixels'> = {}): StoredImage {
  checkOptionNames('decodeBmp', options, ['maxPixels']);
  const { maxPixels = defaultMaxPixels } = options;
  if (bytes[0] !== 0x42 || bytes[1] !== 0x4d) throw new DataError('this is no BMP file.');
  const header = readHeader(bytes);
  const { width, height, bitDepth, hasAlpha, isTopDown } = header;
  checkPixels('BMP', width, height, maxPixels);
  const rowBytes = Math.ceil((width * bitDepth) / 32) * 4;
  if (header.dataStart + rowBytes * height > bytes.length) throw cutOff();

  const usedBytes = Math.ceil((width * bitDepth) / 8);
  const rows = new Uint8Array(usedBytes * height);
  for (let y = 0; y < height; y++) {
    const start = header.dataStart + (isTopDown ? y : height - 1 - y) * rowBytes;
    rows.set(bytes.subarray(start, start + usedBytes), y * usedBytes);
  }
  const common = { format: 'bmp', width, height, orientation: 1 } as const;
  if (bitDepth > 8) {
    const channels = hasAlpha ? 4 : 3;
    return { ...common, channels, bitDepth: 8, data: toRgb(rows, bitDepth / 8, channels) };
  }
  const data = unpackSamples(rows, width, height, bitDepth);
  return { ...common, channels: 1, bitDepth, data, palette: readPalette(bytes, header) };
}

const cutOff = (): DataError => new DataError('the BMP file is cut off, or its sizes are wrong.');

function readHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < fileHeaderBytes + coreHeaderBytes) throw cutOff();
  const headerBytes = view.getUint32(14, true);
  const isCore = headerBytes === coreHeaderBytes;
  if (!isCore && (headerBytes < 40 || headerBytes > 124)) {
    throw new DataError(`the BMP file has a header of ${headerBytes} bytes, which does not exist.`);
  }
  if (fileHeaderBytes + headerBytes > bytes.length) throw cutOff();
  const dataStart = view.getUint32(10, true);
  const headerEnd = fileHeaderBytes + headerBytes;
  if (isCore) {
    const bitDepth = checkDepth(view.getUint16(24, true));
    const [width, height] = [view.getUint16(18, true), view.getUint16(20, true)];
    const palette = { paletteStart: headerEnd, paletteEntryBytes: 3, paletteEntries: 2 ** bitDepth } as const;
    return { width, height, isTopDown: false, bitDepth, dataStart, ...palette, hasAlpha: false };
  }
  const height = view.getInt32(22, true);
  const bitDepth = checkDepth(view.getUint16(28, true));
  const compression = view.getUint32(30, true);
  const hasMasks = compression === 3 && bitDepth === 32;
  if (compression !== 0 && !hasMasks) {
    throw new DataError(
      `the BMP file has compression ${compression}. Only uncompressed ones are read: save it as PNG.`,
    );
  }
  const areMasksBehind = hasMasks && headerBytes === 40;
  const declared = view.getUint32(46, true);
  return {
    width: view.getInt32(18, true),
    height: Math.abs(height),
    isTopDown: height < 0,
    bitDepth,
    dataStart,
    paletteStart: headerEnd,
    paletteEntryBytes: 4,
    paletteEntries: declared === 0 ? 2 ** Math.min(8, bitDepth) : declared,
    hasAlpha: hasMasks && checkMasks(view, areMasksBehind ? 3 : 4),
  };
}

function checkDepth(bitDepth: number): number {
  if ([1, 2, 4, 8, 24, 32].includes(bitDepth)) return bitDepth;
  throw new DataError(`the BMP file has ${bitDepth} bits a pixel. 1, 2, 4, 8, 24 and 32 are read: save it as PNG.`);
}

/** Whether there is alpha; other orders of the channels than blue, green, red, alpha are refused. */
function checkMasks(view: DataView, count: number): boolean {
  if (view.byteLength < 54 + 4 * count) throw cutOff();
  const masks = Array.from({ length: count }, (_, k) => view.getUint32(54 + 4 * k, true));
  if (masks.every((mask, k) => mask === usualMasks[k] || (k === 3 && mask === 0))) return masks[3] === usualMasks[3];
  throw new DataError('the BMP file has channels in an unusual order, which is not read: save it as PNG.');
}

function readPalette(bytes: Uint8Array, header: BmpHeader): Palette {
  const { paletteStart, paletteEntries, paletteEntryBytes, bitDepth } = header;
  const end = paletteStart + paletteEntries * paletteEntryBytes;
  if (paletteEntries > 2 ** bitDepth || end > bytes.length) {
    throw new DataError(`the BMP file declares a palette of ${paletteEntries} colours that it does not have.`);
  }
  const colors = toRgb(bytes.subarray(paletteStart, end), paletteEntryBytes, 3);
  return { colors, alpha: new Uint8Array(0) };
}

/** Blue, green, red (and alpha) of `step` bytes a pixel to RGB or RGBA. */
function toRgb(bytes: Uint8Array, step: number, channels: number): Uint8Array {
  const output = new Uint8Array((bytes.length / step) * channels);
  for (let i = 0, o = 0; i < bytes.length; i += step, o += channels) {
    output[o] = bytes[i + 2];
    output[o + 1] = bytes[i + 1];
    output[o + 2] = bytes[i];
    if (channels === 4) output[o + 3] = bytes[i + 3];
  }
  return output;
}
