import { OptionError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { classColors } from './classColors.js';
import type { LabelMap } from './labelMap.js';
import { checkGrid } from './pixelGrid.js';
import type { Rgb } from './png/encodePng.js';
import type { Raster } from './raster.js';

/** The colours that a mask is shown in. */
export interface LabelColorsOptions {
  /** The colour of each label (default {@link classColors}). */
  readonly colors?: readonly Rgb[];
  /** The label of pixels that count as nothing; it is shown in grey. */
  readonly ignoreIndex?: number;
}

/** The grey of ignored pixels. */
export const ignoredColor: Rgb = [128, 128, 128];

/**
 * Paints a mask: each label in its colour, ignored pixels grey.
 *
 * @param labels `[H,W]`.
 * @returns 8-bit `[H,W,3]`.
 * @throws OptionError for a label without a colour.
 * @example
 * ```ts
 * import { colorizeLabels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 1, 255), width: 3, height: 1 };
 * console.log(colorizeLabels(mask, { ignoreIndex: 255 }).data); // 0 0 0 | 230 159 0 | 128 128 128
 * ```
 */
export function colorizeLabels(labels: LabelMap, options: LabelColorsOptions = {}): Raster {
  checkOptionNames('colorizeLabels', options, ['colors', 'ignoreIndex']);
  checkGrid('colorizeLabels', labels);
  const { width, height } = labels;
  const colorOf = labelColors('colorizeLabels', options);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0, o = 0; o < data.length; i++, o += 3) {
    const [red, green, blue] = colorOf(labels.data[i]);
    data[o] = red;
    data[o + 1] = green;
    data[o + 2] = blue;
  }
  return { data, width, height, channels: 3 };
}

/** The colour of a label, or an error that says which has none. */
export function labelColors(where: string, options: LabelColorsOptions): (label: number) => Rgb {
  const { colors = classColors(256), ignoreIndex } = options;
  return (label) => {
    if (label === ignoreIndex) return ignoredColor;
    if (label >= 0 && label < colors.length) return colors[label];
    throw new OptionError(
      `${where}: label ${label} has no colour: there are ${colors.length}. Give it one in colors, or name it as ignoreIndex.`,
      { option: 'colors', value: label },
    );
  };
}
