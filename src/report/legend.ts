import { escapeMarkup } from './markup.js';
import { lightColors } from './plotColors.js';
import { fitText, textWidth } from './textWidth.js';

/** One entry of a legend. */
export interface LegendEntry {
  readonly name: string;
  /** The index of its colour. */
  readonly color: number;
  readonly dash: string;
}

const fontSize = 13;
const sample = 24; // the piece of line before a name
const gap = 7;
const between = 20;
const rowHeight = 21;

/** The names of the lines in rows, from the top left corner; they stand above the axes, where no line can pass. */
export function legend(
  entries: readonly LegendEntry[],
  width: number,
): { readonly svg: string; readonly height: number } {
  let x = 0;
  let y = 0;
  const parts = entries.map(({ name, color, dash }) => {
    const text = fitText(name, width - sample - gap, (part) => textWidth(part, fontSize));
    const size = sample + gap + textWidth(text, fontSize);
    if (x > 0 && x + size > width) [x, y] = [0, y + rowHeight];
    const middle = y + rowHeight / 2;
    const line =
      `<line x1="${x}" x2="${x + sample}" y1="${middle}" y2="${middle}" class="s${color}" ` +
      `stroke="${lightColors.series[color]}" stroke-width="2.5"${dash}/>`;
    const label =
      `<text x="${x + sample + gap}" y="${middle + 4.5}" class="ink" fill="${lightColors.ink}" ` +
      `font-size="${fontSize}">${escapeMarkup(text)}</text>`;
    x += Math.ceil(size) + between;
    return line + label;
  });
  return { svg: parts.join(''), height: entries.length === 0 ? 0 : y + rowHeight };
}
