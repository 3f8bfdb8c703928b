import { escapeMarkup } from './markup.js';
import { lightColors } from './plotColors.js';

/** The size of numbers and labels. */
export const fontSize = 12;

/** A coordinate, in hundredths of a pixel. */
export const round = (value: number): number => Math.round(value * 100) / 100;

/** A text element; `more` are further attributes. */
export function svgText(
  text: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
  color: 'ink' | 'soft',
  more = '',
): string {
  return (
    `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" class="${color}" ` +
    `fill="${lightColors[color]}"${more}>${escapeMarkup(text)}</text>`
  );
}
