import { escapeMarkup } from './markup.js';
import { pageStyle } from './pageStyle.js';

/** A page of one file: without scripts, for light and dark mode, for phones and paper. Parts are markup. */
export function pageFrame(title: string, subtitle: string | undefined, parts: readonly string[]): string {
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta name="viewport" content="width=device-width,initial-scale=1">\n',
    // Nothing here needs a script, so none may run, whatever a file is called.
    `<meta http-equiv="Content-Security-Policy" content="script-src 'none';object-src 'none';base-uri 'none'">\n`,
    `<title>${escapeMarkup(title)}</title>\n<style>${pageStyle}</style>\n</head>\n<body>\n<main>\n`,
    `<h1>${escapeMarkup(title)}</h1>\n`,
    subtitle === undefined ? '' : `<p>${escapeMarkup(subtitle)}</p>\n`,
    ...parts,
    '<footer>Written by segkit.</footer>\n</main>\n</body>\n</html>\n',
  ].join('');
}

/** A part with its heading, if there is something in it. */
export const section = (title: string, body: string): string => (body === '' ? '' : `<h2>${title}</h2>\n${body}\n`);

/** The numbers that matter most, large: names and what they are, as text. */
export function tileList(entries: readonly (readonly [name: string, value: string])[]): string {
  if (entries.length === 0) return '';
  const cards = entries.map(([name, value]) => {
    return `<div class="card"><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd></div>`;
  });
  return `<dl class="tiles">\n${cards.join('\n')}\n</dl>\n`;
}

/** One cell of a {@link dataTable}: text, a number, or the length of a bar, 0 … 1. */
export type TableCell =
  | { readonly text: string; readonly color?: readonly [number, number, number] }
  | { readonly number: string }
  | { readonly bar: number };

/** A table with its headings; what a column holds is told by its first row. */
export function dataTable(head: readonly string[], rows: readonly (readonly TableCell[])[]): string {
  if (rows.length === 0) return '';
  const kinds = rows[0].map((cell) => ('text' in cell ? '' : 'number' in cell ? ' class="number"' : ''));
  const headings = head.map((name, i) => `<th scope="col"${kinds[i]}>${escapeMarkup(name)}</th>`);
  const body = rows.map((row) => `<tr>${row.map(cellMarkup).join('')}</tr>`);
  return `<div class="card scroll"><table><thead><tr>${headings.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function cellMarkup(cell: TableCell, column: number): string {
  if ('number' in cell) return `<td class="number">${escapeMarkup(cell.number)}</td>`;
  if ('bar' in cell) {
    const length = (100 * Math.min(1, Math.max(0, cell.bar))).toFixed(1);
    return `<td class="track"><i style="width:${length}%"></i></td>`;
  }
  const swatch = cell.color
    ? `<span class="swatch" style="background:rgb(${cell.color.map(Number).join(',')})"></span>`
    : '';
  const text = `${swatch}${escapeMarkup(cell.text)}`;
  return column === 0 ? `<th scope="row">${text}</th>` : `<td>${text}</td>`;
}
