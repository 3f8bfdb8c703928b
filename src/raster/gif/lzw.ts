import { DataError } from '../../core/errors.js';

const mostCodes = 4096;

/** Nothing is allocated for more pixels than codes of three bits, each the longest string of the table, could make. */
export function checkLzwRatio(compressed: number, pixels: number): void {
  if (pixels <= (compressed * 8 * mostCodes) / 3) return;
  throw new DataError(
    `${compressed} bytes cannot hold the ${pixels} pixels of the GIF file: it is cut off or damaged.`,
  );
}

/**
 * Decodes GIF's variable-length LZW codes to exactly `size` bytes, and reads no further.
 *
 * A string of the table is the previous string and one byte more, and both stand one after the other in the output. So
 * the table holds where a string was written and how long it is, and the output is copied from itself.
 *
 * @returns the bytes, and which ones there are among them: every one has a code of its own where it first comes.
 */
export function decodeLzw(codes: Uint8Array, rootBits: number, size: number): { pixels: Uint8Array; values: number[] } {
  const clear = 1 << rootBits;
  const end = clear + 1;
  const output = new Uint8Array(size);
  const isThere = new Uint8Array(256);
  const starts = new Uint32Array(mostCodes);
  const lengths = new Uint16Array(mostCodes);
  let next = end + 1;
  let width = rootBits + 1;
  let previousStart = 0;
  let previousLength = 0; // 0: no string yet since the table was cleared
  let filled = 0;
  let bits = 0;
  let bitCount = 0;
  let position = 0;

  while (filled < size) {
    while (bitCount < width) {
      if (position >= codes.length) throw shortError(filled, size);
      bits |= codes[position++] << bitCount;
      bitCount += 8;
    }
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    bitCount -= width;

    if (code === clear) {
      next = end + 1;
      width = rootBits + 1;
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
    if (code < clear) {
      isThere[code] = 1;
      output[filled++] = code;
    } else if (code < next || (code === next && isNew)) filled = repeat(output, starts[code], lengths[code], filled);
    else
      throw new DataError(`the GIF data has code ${code} after ${filled} pixels, which is not defined: it is damaged.`);
    if (isNew && ++next === 1 << width && width < 12) width++;
    previousLength = code < clear ? 1 : lengths[code];
    previousStart = start;
  }
  return { pixels: output, values: [...isThere.keys()].filter((value) => isThere[value] === 1) };
}

/** Copies a string that may reach into the place that it is copied to, and gives the new end. */
function repeat(output: Uint8Array, start: number, length: number, filled: number): number {
  const end = Math.min(output.length, filled + length);
  if (length > 32 && start + length <= filled) output.copyWithin(filled, start, start + end - filled);
  else for (let from = start, to = filled; to < end; ) output[to++] = output[from++];
  return end;
}

const shortError = (filled: number, size: number): DataError =>
  new DataError(`the GIF data ends after ${filled} of ${size} pixels: the file is cut off or damaged.`);
