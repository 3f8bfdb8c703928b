import { type DataError, OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { LabelMap } from './labelMap.js';
import { inOrder, type RleOrder, rleOrders, runError, runsOf } from './runs.js';

/** Options of {@link encodeRle}. */
export interface EncodeRleOptions {
  /** `rowMajor` for Carvana; `columnMajor` for Data Science Bowl 2018, Airbus and Severstal. */
  readonly order: RleOrder;
  /** The label to encode; left out, whatever is not 0. */
  readonly label?: number;
}

/** Options of {@link decodeRle}. */
export interface DecodeRleOptions {
  readonly width: number;
  readonly height: number;
  /** `rowMajor` for Carvana; `columnMajor` for Data Science Bowl 2018, Airbus and Severstal. */
  readonly order: RleOrder;
}

/** Options of {@link decodeRleInstances}. */
export interface DecodeRleInstancesOptions extends DecodeRleOptions {
  /** The label of each code, such as its class. Left out: 1 for the first, 2 for the second, and so on. */
  readonly labels?: readonly number[];
}

/**
 * Encodes a mask as Kaggle's run-length code: `start length` pairs, pixels numbered from 1; nothing for an empty mask.
 *
 * @param labels `[H,W]`.
 * @example
 * ```ts
 * import { encodeRle } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 1, 1, 0, 0, 1), width: 3, height: 2 };
 * console.log(encodeRle(mask, { order: 'rowMajor' })); // 2 2 6 1
 * ```
 */
export function encodeRle(labels: LabelMap, options: EncodeRleOptions): string {
  checkOptionNames('encodeRle', options, ['order', 'label']);
  checkOneOf('encodeRle', 'order', options.order, rleOrders);
  const runs = runsOf(labels, options.order, options.label);
  const words: number[] = new Array(runs.length);
  for (let i = 0; i < runs.length; i += 2) {
    words[i] = runs[i] + 1;
    words[i + 1] = runs[i + 1] - runs[i];
  }
  return words.join(' ');
}

/**
 * Decodes Kaggle's run-length code: `start length` pairs between white space, pixels numbered from 1, starts ascending.
 *
 * @returns `[H,W]` of 0 and 1. Several codes give their union; an empty one has no pixels.
 * @throws DataError that names the run: an odd count of numbers, no number, a start or length below 1, runs that
 * overlap, go backwards or leave the picture.
 * @example
 * ```ts
 * import { decodeRle } from 'segkit';
 *
 * console.log(decodeRle('2 2 6 1', { width: 3, height: 2, order: 'rowMajor' }).data); // 0 1 1 | 0 0 1
 * ```
 */
export function decodeRle(rle: string | readonly string[], options: DecodeRleOptions): LabelMap {
  const codes = typeof rle === 'string' ? [rle] : rle;
  return paint('decodeRle', codes, options, Uint8Array, () => 1);
}

/**
 * Decodes one run-length code an object into one map: the k-th code, counted from 1, becomes label k, or what `labels`
 * says. Where objects overlap the later one wins, and an empty code leaves its label unused.
 *
 * @returns `[H,W]`, with as many bits as the labels need.
 * @throws DataError as {@link decodeRle} does, with the number of the code.
 * @throws OptionError for labels that are no whole numbers, or not as many as there are codes.
 * @example
 * ```ts
 * import { decodeRleInstances } from 'segkit';
 *
 * const nuclei = decodeRleInstances(['1 2', '', '5 1'], { width: 3, height: 2, order: 'rowMajor' });
 * console.log(nuclei.data); // 1 1 0 | 0 3 0
 * ```
 */
export function decodeRleInstances(codes: readonly string[], options: DecodeRleInstancesOptions): LabelMap {
  checkOptionNames('decodeRleInstances', options, ['width', 'height', 'order', 'labels']);
  const { labels = codes.map((_, k) => k + 1), ...grid } = options;
  if (labels.length !== codes.length) {
    const counts = `${labels.length} labels for ${codes.length} codes`;
    throw new OptionError(`decodeRleInstances: ${counts}. Give one each.`, { option: 'labels', value: labels });
  }
  for (const [k, label] of labels.entries()) {
    checkNumber('decodeRleInstances', `labels[${k}]`, label, { integer: true });
  }
  const fits = (least: number, most: number): boolean => labels.every((label) => label >= least && label <= most);
  const Data = fits(0, 255) ? Uint8Array : fits(0, 65535) ? Uint16Array : Int32Array;
  return paint('decodeRleInstances', codes, grid, Data, (k) => labels[k]);
}

function paint(
  where: string,
  codes: readonly string[],
  options: DecodeRleOptions,
  Data: Uint8ArrayConstructor | Uint16ArrayConstructor | Int32ArrayConstructor,
  labelOf: (index: number) => number,
): LabelMap {
  checkOptionNames(where, options, ['width', 'height', 'order']);
  const { width, height, order } = options;
  checkOneOf(where, 'order', order, rleOrders);
  for (const name of ['width', 'height'] as const) checkNumber(where, name, options[name], { min: 1, integer: true });
  const data = new Data(width * height);
  for (let k = 0; k < codes.length; k++) {
    if (typeof codes[k] !== 'string') {
      const got = codes[k] === null ? 'null' : typeof codes[k];
      throw new OptionError(`${where}: a run-length code is ${got}. Give a string; an empty mask is ''.`, {
        option: 'rle',
        value: codes[k],
      });
    }
    const name = codes.length === 1 ? where : `${where}: code ${k + 1}`;
    paintRuns(name, codes[k], data, labelOf(k));
  }
  if (order === 'rowMajor') return { data, width, height };
  return inOrder({ data, width: height, height: width }, 'columnMajor');
}

/** Reads the numbers without splitting the text: the codes of a data set are megabytes. */
function paintRuns(where: string, text: string, data: LabelMap['data'], label: number): void {
  let index = 0;
  let start = -1;
  let previousStart = 0;
  let previousEnd = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    if (isSpace(code)) {
      i++;
      continue;
    }
    const first = i;
    let value = 0;
    for (; i < text.length && !isSpace(text.charCodeAt(i)); i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) throw notNumeric(where, index, text, first);
      value = value * 10 + digit;
    }
    if (start < 0) {
      start = value;
      continue;
    }
    const end = start - 1 + value;
    const fault = faultOf(start, value, previousStart, previousEnd, data.length);
    if (fault !== undefined) throw runError(where, index, `"${start} ${value}"`, fault);
    data.fill(label, start - 1, end);
    previousStart = start;
    previousEnd = end;
    start = -1;
    index++;
  }
  if (start < 0) return;
  throw runError(where, index, `"${start}"`, 'has a start without a length: the code has an odd count of numbers.');
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** What is wrong with a run, numbered from 1. */
function faultOf(
  start: number,
  length: number,
  previousStart: number,
  previousEnd: number,
  pixels: number,
): string | undefined {
  if (start < 1) return 'starts at 0. Pixels are numbered from 1.';
  if (length < 1) return 'has length 0. Runs have at least one pixel.';
  if (start - 1 + length > pixels) {
    return `leaves the picture of ${pixels} pixels: out of bounds. Check width, height and the order.`;
  }
  if (start < previousStart) return `starts before the run at ${previousStart}: starts must ascend.`;
  if (start - 1 < previousEnd) return `overlaps the run that ends at pixel ${previousEnd}.`;
  return undefined;
}

function notNumeric(where: string, index: number, text: string, first: number): DataError {
  const word = text.slice(first, first + 24).split(/\s/)[0];
  return runError(where, index, JSON.stringify(word), 'is no number. Codes are digits between spaces.');
}
