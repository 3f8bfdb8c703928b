import { checkNumber } from '../core/options.js';
import type { Rgb } from './png/encodePng.js';

/** Black for the background, then the seven colours of Okabe and Ito, which the colour-blind can tell apart. */
const named: readonly Rgb[] = [
  [0, 0, 0],
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];

/** Degrees between the hues of further classes: the golden angle, under which no two soon meet. */
const goldenAngle = 137.508;
/** The hue that further classes begin with, in degrees. */
const firstHue = 160;
/**
 * Lightness and saturation of further classes, in turn. Chosen by search, with the hue, so that any two of the first 24
 * colours are 13 or more CIE76 units apart, and of the first 40 nine; the tests check it.
 */
const tones = [
  [0.45, 0.8],
  [0.4, 1],
  [0.75, 1],
  [0.4, 0.4],
] as const;

/**
 * The colours that masks are shown in: black for class 0, then seven that the colour-blind can tell apart, then as many
 * as are needed. The colour of a class does not depend on the count.
 *
 * @param count 1 … 256.
 * @see M. Okabe and K. Ito, Color Universal Design (2008)
 * @example
 * ```ts
 * import { classColors } from 'segkit';
 *
 * console.log(classColors(3)); // [[0, 0, 0], [230, 159, 0], [86, 180, 233]]
 * ```
 */
export function classColors(count: number): readonly Rgb[] {
  checkNumber('classColors', 'count', count, { min: 1, max: 256, integer: true });
  return Array.from({ length: count }, (_, label) => named[label] ?? furtherColor(label - named.length));
}

function furtherColor(k: number): Rgb {
  const [lightness, saturation] = tones[k % tones.length];
  const hue = (firstHue + k * goldenAngle) % 360;
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number): number => {
    const position = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(position - 3, 9 - position, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
