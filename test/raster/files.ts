import { deflateSync } from 'node:zlib';
import { crc32 } from '../../src/core/crc32.js';

const joined = (...pieces: readonly (readonly number[] | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => [...piece]));

const uint32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const le16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
const le32 = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];

/** A chunk of a PNG file, with the right checksum. */
export function pngChunk(type: string, data: readonly number[] | Uint8Array): Uint8Array {
  const body = joined(
    [...type].map((letter) => letter.charCodeAt(0)),
    data,
  );
  return joined(uint32(data.length), body, uint32(crc32(body)));
}

/** What {@link pngFile} writes. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly colorType?: number;
  readonly interlace?: number;
  /** Rows with their filter bytes. */
  readonly rows: readonly number[] | Uint8Array;
  /** Chunks between the header and the data. */
  readonly before?: readonly Uint8Array[];
  /** Chunks between the data and the end. */
  readonly after?: readonly Uint8Array[];
}

/** A PNG file out of its parts, right in all checksums, whatever the parts say. */
export function pngFile(parts: PngParts): Uint8Array {
  const { width, height, bitDepth = 8, colorType = 0, interlace = 0, rows, before = [], after = [] } = parts;
  return joined(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    pngChunk('IHDR', [...uint32(width), ...uint32(height), bitDepth, colorType, 0, 0, interlace]),
    ...before,
    pngChunk('IDAT', deflateSync(Uint8Array.from(rows))),
    ...after,
    pngChunk('IEND', []),
  );
}

/** A GIF file whose codes are plain: each string of the table is one pixel, and it is cleared before it grows a bit. */
export function gifFile(options: {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Bits of a pixel, 2 … 8. */
  readonly rootBits: number;
  readonly isInterlaced?: boolean;
}): Uint8Array {
  const { width, height, pixels, rootBits, isInterlaced = false } = options;
  const order = Array.from({ length: height }, (_, y) => y);
  const rows = isInterlaced
    ? [
        ...order.filter((y) => y % 8 === 0),
        ...order.filter((y) => y % 8 === 4),
        ...order.filter((y) => y % 4 === 2),
        ...order.filter((y) => y % 2 === 1),
      ]
    : order;
  const indexes = rows.flatMap((y) => [...pixels.subarray(y * width, (y + 1) * width)]);
  const codes = lzw(indexes, rootBits);
  const blocks: number[] = [];
  for (let i = 0; i < codes.length; i += 255) {
    const block = codes.slice(i, i + 255);
    blocks.push(block.length, ...block);
  }
  const palette = Array.from({ length: 2 ** rootBits }, (_, k) => [k, 255 - k, (7 * k) & 255]).flat();
  return joined(
    [...'GIF89a'].map((letter) => letter.charCodeAt(0)),
    [...le16(width), ...le16(height), 0x80 | (rootBits - 1), 0, 0],
    palette,
    [0x2c, 0, 0, 0, 0, ...le16(width), ...le16(height), isInterlaced ? 0x40 : 0, rootBits],
    blocks,
    [0, 0x3b],
  );
}

/** GIF's own compression, written as the specification tells it, with a table of strings. */
function lzw(indexes: readonly number[], rootBits: number): number[] {
  const clear = 1 << rootBits;
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  let width = rootBits + 1;
  const put = (code: number): void => {
    bits += code * 2 ** bitCount;
    bitCount += width;
    while (bitCount >= 8) {
      bytes.push(bits % 256);
      bits = Math.floor(bits / 256);
      bitCount -= 8;
    }
  };
  let table = new Map<string, number>();
  let next = clear + 2;
  const reset = (): void => {
    put(clear);
    table = new Map(Array.from({ length: clear }, (_, k) => [String(k), k]));
    next = clear + 2;
    width = rootBits + 1;
  };
  reset();
  let string = '';
  for (const index of indexes) {
    const longer = string === '' ? String(index) : `${string},${index}`;
    if (table.has(longer)) {
      string = longer;
      continue;
    }
    put(table.get(string)!);
    if (next < 4096) {
      table.set(longer, next);
      if (next === 1 << width) width++;
      next++;
    } else reset();
    string = String(index);
  }
  put(table.get(string)!);
  if (next === 1 << width && width < 12) width++; // the decoder has added one string more by now
  put(clear + 1);
  if (bitCount > 0) bytes.push(bits % 256);
  return bytes;
}

/** A BMP file of palette indices or of 24- or 32-bit colours, rows from the bottom up or from the top down. */
export function bmpFile(options: {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 4 | 8 | 24 | 32;
  /** Indices, or red, green, blue (and alpha) of each pixel. */
  readonly samples: Uint8Array;
  readonly isTopDown?: boolean;
  readonly hasMasks?: boolean;
}): Uint8Array {
  const { width, height, bitDepth, samples, isTopDown = false, hasMasks = false } = options;
  const channels = bitDepth <= 8 ? 1 : bitDepth / 8;
  const rows = Array.from({ length: height }, (_, y) => {
    const row = [...samples.subarray(y * width * channels, (y + 1) * width * channels)];
    const bytes: number[] = [];
    if (bitDepth <= 8) {
      for (let x = 0; x < width; x += 8 / bitDepth) {
        bytes.push(row.slice(x, x + 8 / bitDepth).reduce((byte, v, k) => byte | (v << (8 - bitDepth * (k + 1))), 0));
      }
    } else {
      for (let x = 0; x < width; x++) {
        const [red, green, blue, ...alpha] = row.slice(x * channels, (x + 1) * channels);
        bytes.push(blue, green, red, ...alpha);
      }
    }
    while (bytes.length % 4 !== 0) bytes.push(0);
    return bytes;
  });
  const data = (isTopDown ? rows : rows.reverse()).flat();
  const palette = bitDepth <= 8 ? Array.from({ length: 2 ** bitDepth }, (_, k) => [k, 255 - k, 3 * k, 0]).flat() : [];
  const masks = hasMasks ? [0xff0000, 0xff00, 0xff, 0xff000000].flatMap(le32) : [];
  const headerBytes = hasMasks ? 56 : 40;
  const start = 14 + headerBytes + palette.length;
  const header = [headerBytes, width, isTopDown ? -height : height].flatMap(le32);
  header.push(...le16(1), ...le16(bitDepth), ...[hasMasks ? 3 : 0, data.length, 0, 0, 0, 0].flatMap(le32), ...masks);
  return joined(
    [0x42, 0x4d, ...le32(start + data.length), 0, 0, 0, 0, ...le32(start)],
    header,
    palette.map((v) => v & 255),
    data,
  );
}

/** A little-endian TIFF file with one strip, out of its tags (all LONG) and the strip's bytes. */
export function tiffFile(tags: Readonly<Record<number, number | readonly number[]>>, strip: Uint8Array): Uint8Array {
  const all: Record<number, number | readonly number[]> = { ...tags, 273: 0, 279: strip.length };
  const numbers = Object.keys(all)
    .map(Number)
    .sort((a, b) => a - b);
  const directoryBytes = 2 + 12 * numbers.length + 4;
  let free = 8 + directoryBytes;
  const extra: number[] = [];
  const place = new Map<number, number>();
  for (const number of numbers) {
    const values = all[number];
    if (typeof values === 'number' || values.length === 1) continue;
    place.set(number, free);
    free += 4 * values.length;
    extra.push(...values.flatMap(le32));
  }
  all[273] = free;
  const entries = numbers.flatMap((number) => {
    const values = all[number];
    const list = typeof values === 'number' ? [values] : values;
    return [...le16(number), ...le16(4), ...le32(list.length), ...le32(place.get(number) ?? list[0])];
  });
  return joined([0x49, 0x49, 42, 0, ...le32(8)], le16(numbers.length), entries, [0, 0, 0, 0], extra, strip);
}
