import { checkNumber } from '../core/options.js';
import type { ColorTable } from './labelsFromColors.js';
import type { Rgb } from './png/encodePng.js';

/**
 * The table of colours that `labelsFromColors`, `readMask` and `imageFolder` read masks by, out of the colour of each
 * class in order.
 *
 * @throws OptionError for colours that are no whole numbers from 0 to 255.
 * @example
 * ```ts
 * import { colorTable, vocColors } from 'segkit';
 *
 * console.log(colorTable(vocColors(2))); // { '#000000': 0, '#800000': 1 }
 * ```
 */
export function colorTable(colors: readonly Rgb[]): ColorTable {
  return Object.fromEntries(colors.map((color, label) => [toHex(color, label), label]));
}

function toHex(color: Rgb, label: number): string {
  const hex = color.map((value, channel) => {
    checkNumber('colorTable', `colors[${label}][${channel}]`, value, { min: 0, max: 255, integer: true });
    return value.toString(16).padStart(2, '0');
  });
  return `#${hex.join('')}`;
}
