import { DataError, OptionError } from '../core/errors.js';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import type { LabelMap } from './labelMap.js';
import { type ColorTable, labelsFromColors } from './labelsFromColors.js';
import { luminance } from './luminance.js';
import { countBytes, mapBytes } from './mapBytes.js';
import { orient } from './orient.js';
import type { StoredImage } from './storedImage.js';
import { noColor, storedToRaster } from './storedToRaster.js';

/** How a mask file becomes a {@link LabelMap}. */
export interface ToLabelsOptions {
  /**
   * - `index` (default): what is stored, palette index or grey sample, never scaled
   * - `luminance`: 0 … 255, whatever the bits; colours by Rec. 601 luma. Then `thresholdLabels` or `mapLabels`.
   * - `color`: each colour is a class, as `colors` says
   */
  readonly mode?: 'index' | 'luminance' | 'color';
  /** The class of each colour, for `mode: 'color'`. Other colours are errors. */
  readonly colors?: ColorTable;
  /** `apply` (default): the mask is turned upright as its EXIF data says, like its picture. `ignore`: as stored. */
  readonly orientation?: 'apply' | 'ignore';
}

/** The names of all options, for those who take them too. */
export const toLabelsOptionNames = ['mode', 'colors', 'orientation'] as const;

/** Refuses what is no option of {@link storedToLabels}. */
export function checkToLabelsOptions(where: string, options: ToLabelsOptions): void {
  const { mode = 'index', colors, orientation = 'apply' } = options;
  checkOneOf(where, 'mode', mode, ['index', 'luminance', 'color'] as const);
  checkOneOf(where, 'orientation', orientation, ['apply', 'ignore'] as const);
  if (mode === 'color' && colors === undefined) {
    throw new OptionError(`${where}: mode 'color' needs colors, the class of each colour: { '#000000': 0, … }.`, {
      option: 'colors',
    });
  }
  if (mode !== 'color' && colors !== undefined) {
    throw new OptionError(`${where}: colors has no meaning with mode '${mode}'. Use mode: 'color'.`, {
      option: 'colors',
    });
  }
}

/**
 * Makes a mask of what a file stores, exactly.
 *
 * @returns `[H,W]`.
 * @throws DataError where `index` finds colours, where a colour is not in the table, and for samples that are no whole
 * numbers.
 * @example
 * ```ts
 * import { decodePng, encodePng, storedToLabels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 1, 2, 255), width: 2, height: 2 };
 * const stored = await decodePng(await encodePng(mask));
 * console.log(storedToLabels(stored).data); // 0 1 2 255
 * ```
 */
export function storedToLabels(stored: StoredImage, options: ToLabelsOptions = {}): LabelMap {
  checkOptionNames('storedToLabels', options, toLabelsOptionNames);
  checkToLabelsOptions('storedToLabels', options);
  const { mode = 'index', colors = {}, orientation = 'apply' } = options;
  const labels =
    mode === 'index'
      ? readIndexes(stored)
      : mode === 'luminance'
        ? readLuminance(stored)
        : labelsFromColors(storedToRaster(stored, { channels: 3, depth: 8, orientation: 'ignore' }), colors);
  return orientation === 'apply' ? orient(labels, stored.orientation) : labels;
}

function readIndexes(stored: StoredImage): LabelMap {
  const { data, width, height, channels } = stored;
  if (data instanceof Float32Array) return { data: wholeNumbers(data, stored), width, height };
  if (channels === 1) return { data, width, height };
  const labels = data.slice(0, width * height);
  for (let i = 0, o = 0; i < data.length; i += channels, o++) {
    if (channels >= 3 && (data[i] !== data[i + 1] || data[i] !== data[i + 2])) throw colored(stored, i);
    labels[o] = data[i];
  }
  return { data: labels, width, height };
}

function colored({ data, width, channels }: StoredImage, i: number): DataError {
  const color = Array.from(data.subarray(i, i + 3)).join(', ');
  const pixel = i / channels;
  const place = `(${pixel % width}, ${Math.floor(pixel / width)})`;
  const cure = "Read it with mode: 'color' and a table of colours, or with mode: 'luminance'.";
  return new DataError(`the mask has colours, not labels: (${color}) at ${place}. ${cure}`);
}

/** Float samples are labels only if they are whole. */
function wholeNumbers(data: Float32Array, { channels, width }: StoredImage): Int32Array {
  if (channels !== 1) throw new DataError(`the mask has ${channels} float32 samples a pixel: those are no labels.`);
  const labels = Int32Array.from(data);
  const wrong = labels.findIndex((label, i) => label !== data[i]);
  if (wrong < 0) return labels;
  const place = `(${wrong % width}, ${Math.floor(wrong / width)})`;
  throw new DataError(`the mask holds ${data[wrong]} at ${place}: labels are whole numbers.`);
}

function readLuminance(stored: StoredImage): LabelMap {
  const { data, width, height, channels, bitDepth, palette } = stored;
  if (bitDepth > 16) throw new DataError(`${bitDepth}-bit samples have no luminance from 0 to 255. Use mode: 'index'.`);
  if (palette) {
    const { colors } = palette;
    const count = colors.length / 3;
    const indexes = data as Uint8Array;
    const greys = new Uint8Array(256);
    for (let k = 0; k < count; k++) greys[k] = luminance(colors[3 * k], colors[3 * k + 1], colors[3 * k + 2]);
    if (countBytes(indexes).some((pixels, index) => pixels > 0 && index >= count)) {
      const pixel = indexes.findIndex((index) => index >= count);
      throw noColor(indexes[pixel], count, pixel, width);
    }
    return { data: mapBytes(indexes, greys), width, height };
  }
  const labels = new Uint8Array(width * height);
  const factor = 255 / (2 ** bitDepth - 1);
  for (let i = 0, o = 0; o < labels.length; i += channels, o++) {
    const sample = channels >= 3 ? luminance(data[i], data[i + 1], data[i + 2]) : data[i];
    labels[o] = sample * factor + 0.5;
  }
  return { data: labels, width, height };
}
