import { DataError, OptionError } from '../core/errors.js';
import type { LabelMap } from './labelMap.js';
import { checkGrid } from './pixelGrid.js';
import type { Raster } from './raster.js';

/** The class of each colour: `{ '#000000': 0, '#80ff00': 1 }`. Several colours may be one class. */
export type ColorTable = Readonly<Record<string, number>>;

/**
 * Reads a colour-coded mask: each pixel's colour, exactly, is a class.
 *
 * @param raster 8-bit `[H,W,3]`.
 * @returns `[H,W]`, 8 bits if all labels fit, else 32.
 * @throws DataError that names the first colour that is not in the table, and its place.
 * @throws OptionError for a table whose keys are no colours or whose labels are no whole numbers.
 * @example
 * ```ts
 * import { labelsFromColors } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 0, 0, 128, 255, 0), width: 2, height: 1, channels: 3 };
 * console.log(labelsFromColors(image, { '#000000': 0, '#80ff00': 1 }).data); // 0 1
 * ```
 */
export function labelsFromColors(raster: Raster, colors: ColorTable): LabelMap {
  checkGrid('labelsFromColors', raster);
  const { data, width, height, channels } = raster;
  if (channels !== 3 || !(data instanceof Uint8Array)) {
    throw new OptionError(`labelsFromColors: the picture has ${channels} channels, not 3 of 8 bits.`, {
      option: 'raster',
    });
  }
  const table = tableOf(colors);
  const isSmall = [...table.values()].every((label) => label >= 0 && label <= 255);
  const labels = isSmall ? new Uint8Array(width * height) : new Int32Array(width * height);
  let last = -1;
  let label: number | undefined;
  for (let i = 0, o = 0; o < labels.length; i += 3, o++) {
    const color = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
    if (color !== last) {
      label = table.get(color);
      last = color;
      if (label === undefined) {
        const place = `(${o % width}, ${Math.floor(o / width)})`;
        throw new DataError(
          `colour ${toHex(color)} at ${place} is not in the table of ${table.size} colours. Add it, with the ignore ` +
            'index if it is no class, or check that the mask was never resized or saved as JPEG.',
        );
      }
    }
    labels[o] = label!;
  }
  return { data: labels, width, height };
}

const toHex = (color: number): string => `#${color.toString(16).padStart(6, '0')}`;

function tableOf(colors: ColorTable): ReadonlyMap<number, number> {
  const table = new Map<number, number>();
  for (const [color, label] of Object.entries(colors)) {
    if (!/^#[0-9a-f]{6}$/i.test(color) || !Number.isInteger(label)) {
      throw new OptionError(
        `colors: ${JSON.stringify(color)}: ${label} is no entry. Write colours as '#rrggbb' and labels as whole numbers.`,
        { option: 'colors', value: colors },
      );
    }
    table.set(Number.parseInt(color.slice(1), 16), label);
  }
  return table;
}
