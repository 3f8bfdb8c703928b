import { DataError, OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { LabelMap } from './labelMap.js';
import { inOrder, runError, runsOf } from './runs.js';

/** A mask as COCO stores it. */
export interface CocoRle {
  /** Height and width, in this order. */
  readonly size: readonly [number, number];
  /** Lengths of alternating runs down the columns, background first; or the same as COCO's compressed string. */
  readonly counts: readonly number[] | string;
}

/** Options of {@link encodeCocoRle}. */
export interface EncodeCocoRleOptions {
  /** Numbers, or COCO's compressed string (default). */
  readonly format?: 'counts' | 'string';
  /** The label to encode; left out, whatever is not 0. */
  readonly label?: number;
}

/**
 * Encodes a mask as COCO's run-length code.
 *
 * @param labels `[H,W]`.
 * @example
 * ```ts
 * import { encodeCocoRle } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 1, 1, 0, 0, 1), width: 3, height: 2 };
 * console.log(encodeCocoRle(mask, { format: 'counts' })); // { size: [2, 3], counts: [2, 1, 1, 2] }
 * ```
 */
export function encodeCocoRle(labels: LabelMap, options: EncodeCocoRleOptions = {}): CocoRle {
  checkOptionNames('encodeCocoRle', options, ['format', 'label']);
  const { format = 'string', label } = options;
  checkOneOf('encodeCocoRle', 'format', format, ['counts', 'string']);
  const runs = runsOf(labels, 'columnMajor', label);
  const counts: number[] = [];
  let end = 0;
  for (const position of runs) {
    counts.push(position - end);
    end = position;
  }
  const pixels = labels.width * labels.height;
  if (end < pixels || counts.length === 0) counts.push(pixels - end);
  return { size: [labels.height, labels.width], counts: format === 'counts' ? counts : compress(counts) };
}

/**
 * Decodes COCO's run-length code, as numbers or as its compressed string.
 *
 * @returns `[H,W]` of 0 and 1.
 * @throws DataError that names the run: a count that is no whole number from 0, a string that breaks off or has other
 * characters, counts that do not sum to height · width.
 * @example
 * ```ts
 * import { decodeCocoRle } from 'segkit';
 *
 * console.log(decodeCocoRle({ size: [2, 3], counts: [2, 1, 1, 2] }).data); // 0 1 1 | 0 0 1
 * ```
 */
export function decodeCocoRle(rle: CocoRle): LabelMap {
  checkOptionNames('decodeCocoRle', rle, ['size', 'counts']);
  const [height, width] = checkSize(rle.size);
  const pixels = height * width;
  const counts = typeof rle.counts === 'string' ? expand(rle.counts) : rle.counts;
  if (!Array.isArray(counts)) {
    throw new OptionError('decodeCocoRle: counts is neither an array of numbers nor a string.', { option: 'counts' });
  }
  const sum = checkCounts(counts);
  if (sum !== pixels) throw wrongSum(counts, sum, pixels);
  const data = new Uint8Array(pixels);
  let position = 0;
  for (let k = 0; k < counts.length; k++) {
    if (k % 2 === 1) data.fill(1, position, position + counts[k]);
    position += counts[k];
  }
  return inOrder({ data, width: height, height: width }, 'columnMajor');
}

/** Names the first run that leaves the picture, where one does. */
function wrongSum(counts: readonly number[], sum: number, pixels: number): DataError {
  const cure = `counts sum to ${sum}, the picture has ${pixels} pixels. Check size, which is [height, width].`;
  let end = 0;
  const first = counts.findIndex((count) => {
    end += count;
    return end > pixels;
  });
  if (first < 0) return new DataError(`decodeCocoRle: ${cure}`);
  return runError(
    'decodeCocoRle',
    first,
    String(counts[first]),
    `ends ${end - pixels} pixels after the picture: ${cure}`,
  );
}

/** The sum of the counts, each of which must be a whole number from 0. */
function checkCounts(counts: readonly unknown[]): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) {
    const count = counts[k];
    if (typeof count !== 'number' || !Number.isInteger(count)) {
      throw runError('decodeCocoRle', k, String(count), 'is no whole number. Counts are whole numbers from 0.');
    }
    if (count < 0) throw runError('decodeCocoRle', k, String(count), 'is negative. Counts are whole numbers from 0.');
    sum += count;
  }
  return sum;
}

function checkSize(size: unknown): readonly [number, number] {
  if (!Array.isArray(size) || size.length !== 2) {
    throw new OptionError('decodeCocoRle: size is not [height, width].', { option: 'size', value: size });
  }
  checkNumber('decodeCocoRle', 'size[0]', size[0], { min: 1, integer: true });
  checkNumber('decodeCocoRle', 'size[1]', size[1], { min: 1, integer: true });
  return size as [number, number];
}

/**
 * From the fourth count on, the difference to the count two places before; each number in little-endian groups of five
 * bits, bit 5 set where more follow, bit 4 of the last group the sign; plus 48 as a character.
 */
function compress(counts: readonly number[]): string {
  const characters: number[] = [];
  for (let k = 0; k < counts.length; k++) {
    let rest = k > 2 ? counts[k] - counts[k - 2] : counts[k];
    for (;;) {
      const group = rest & 31;
      rest = Math.floor(rest / 32);
      const isLast = rest === (group & 16 ? -1 : 0);
      characters.push(48 + (isLast ? group : group | 32));
      if (isLast) break;
    }
  }
  return characters.map((code) => String.fromCharCode(code)).join('');
}

function expand(text: string): number[] {
  const counts: number[] = [];
  for (let i = 0; i < text.length; ) {
    const first = i;
    let value = 0;
    let unit = 1;
    for (;;) {
      if (i >= text.length) {
        const cure = 'is unfinished: the string breaks off.';
        throw runError('decodeCocoRle', counts.length, JSON.stringify(text.slice(first)), cure);
      }
      const bits = text.charCodeAt(i) - 48;
      if (bits < 0 || bits > 63 || unit > 2 ** 45) {
        const cure = `has the character ${JSON.stringify(text[i])} at ${i}, which no COCO string has there.`;
        throw runError('decodeCocoRle', counts.length, JSON.stringify(text.slice(first, i + 1)), cure);
      }
      i++;
      value += (bits & 31) * unit;
      unit *= 32;
      if (bits & 32) continue;
      if (bits & 16) value -= unit;
      break;
    }
    const k = counts.length;
    counts.push(k > 2 ? value + counts[k - 2] : value);
  }
  return counts;
}
