import { DataError } from '../../core/errors.js';
import type { Inflate } from '../storedImage.js';
import { UnreadTiffError } from './directory.js';

/** How the strips and tiles of a TIFF file can be compressed, by the number in its directory. */
const compressions: Readonly<Record<number, 'none' | 'lzw' | 'deflate' | 'packBits'>> = {
  1: 'none',
  5: 'lzw',
  8: 'deflate',
  32946: 'deflate',
  32773: 'packBits',
};

/** The most bytes that one compressed byte can become. */
const largestRatios = { none: 1, lzw: (4096 * 8) / 9, deflate: 1032, packBits: 64 };

/** Decompresses one strip or tile to exactly `size` bytes. */
export type DecompressTiff = (data: Uint8Array, size: number) => Promise<Uint8Array> | Uint8Array;

/** The decompressor of a number; `checkTotal` refuses what the file can never hold, before anything is allocated. */
export function tiffDecompressor(
  compression: number,
  inflate: Inflate,
): { decompress: DecompressTiff; checkTotal: (compressed: number, size: number) => void } {
  const kind = compressions[compression];
  if (!kind) throw new UnreadTiffError(`TIFF files with compression ${compression} are not read.`);
  const checkTotal = (compressed: number, size: number): void => {
    if (size > compressed * largestRatios[kind]) throw shortError(compressed, size);
  };
  if (kind === 'lzw') return { decompress: decodeTiffLzw, checkTotal };
  if (kind === 'packBits') return { decompress: unpackBits, checkTotal };
  if (kind === 'none') return { decompress: firstBytes, checkTotal };
  return { decompress: inflate, checkTotal };
}

const shortError = (has: number, size: number): DataError =>
  new DataError(`the TIFF data ends after ${has} bytes, ${size} are needed: the file is cut off or damaged.`);

function firstBytes(data: Uint8Array, size: number): Uint8Array {
  if (data.length < size) throw shortError(data.length, size);
  return data.subarray(0, size);
}

/** Byte-wise run lengths: n ≥ 0 copies n + 1 bytes, n < 0 repeats one byte 1 − n times. */
function unpackBits(data: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  let filled = 0;
  for (let i = 0; filled < size; ) {
    if (i + 1 >= data.length) throw shortError(filled, size);
    const n = (data[i++] << 24) >> 24;
    if (n === -128) continue;
    const count = Math.min(size - filled, n >= 0 ? n + 1 : 1 - n);
    if (n < 0) output.fill(data[i++], filled, filled + count);
    else if (i + count > data.length) throw shortError(filled, size);
    else {
      output.set(data.subarray(i, i + count), filled);
      i += count;
    }
    filled += count;
  }
  return output;
}

/** LZW as TIFF has it: highest bits first, 9 to 12 bits, which grow one code early. As in GIF, strings are copied. */
function decodeTiffLzw(data: Uint8Array, size: number): Uint8Array {
  const [clear, end, mostCodes] = [256, 257, 4096];
  const output = new Uint8Array(size);
  const starts = new Uint32Array(mostCodes);
  const lengths = new Uint16Array(mostCodes);
  let next = end + 1;
  let width = 9;
  let previousStart = 0;
  let previousLength = 0;
  let filled = 0;
  let bits = 0;
  let bitCount = 0;
  let position = 0;
  while (filled < size) {
    while (bitCount < width) {
      if (position >= data.length) throw shortError(filled, size);
      bits = ((bits << 8) | data[position++]) & 0xfffff;
      bitCount += 8;
    }
    bitCount -= width;
    const code = (bits >>> bitCount) & ((1 << width) - 1);
    if (code === clear) {
      next = end + 1;
      width = 9;
      previousLength = 0;
      continue;
    }
    if (code === end) throw shortError(filled, size);
    const isNew = previousLength > 0 && next < mostCodes;
    if (isNew) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
    }
    const start = filled;
    if (code < clear) output[filled++] = code;
    else if (code < next || (code === next && isNew)) {
      const stop = Math.min(size, filled + lengths[code]);
      for (let from = starts[code]; filled < stop; ) output[filled++] = output[from++];
    } else throw new DataError(`the TIFF data has code ${code}, which is not defined: it is damaged.`);
    if (isNew && ++next === (1 << width) - 1 && width < 12) width++;
    previousLength = code < clear ? 1 : lengths[code];
    previousStart = start;
  }
  return output;
}
