import { escapeMarkup, relativeHref } from './markup.js';

/** A picture of a run: usually image, truth and prediction side by side. */
export interface PagePicture {
  readonly id: string;
  /** Its file, relative to the page; or the picture itself, as `data:image/png;base64,…`. */
  readonly file: string;
  /** What is to be said about it, for instance `Dice 0.93`. */
  readonly note?: string;
}

/** What a model is worth on one class. */
export interface PageClass {
  readonly name: string;
  /** 0 … 1, NaN where the class is in neither truth nor prediction. */
  readonly iou: number;
  readonly dice?: number;
  /** How many pixels of the truth it has. */
  readonly pixels?: number;
  /** As it is shown in the pictures: red, green and blue, 0 … 255. */
  readonly color?: readonly [number, number, number];
}

/** The pictures with their ids and notes below them. */
export function pictureGrid(pictures: readonly PagePicture[], columns: readonly string[] | undefined): string {
  if (pictures.length === 0) return '';
  const order = columns ? `<p>From left to right: ${escapeMarkup(columns.join(', '))}.</p>\n` : '';
  const kind = pictures.length === 1 ? 'pictures single' : 'pictures';
  return `${order}<div class="${kind}">\n${pictures.map(figure).join('\n')}\n</div>`;
}

function figure({ id, file, note }: PagePicture): string {
  const more = note === undefined ? '' : `<span class="note">${escapeMarkup(note)}</span>`;
  const source = /^data:image\/png;base64,[A-Za-z0-9+/=]+$/.test(file) ? file : relativeHref(file);
  const image = `<img src="${source}" alt="${escapeMarkup(id)}" loading="lazy">`;
  return `<figure class="card">${image}<figcaption><span>${escapeMarkup(id)}</span>${more}</figcaption></figure>`;
}

/** The scores of the classes, each with a bar for its IoU. */
export function classTable(classes: readonly PageClass[]): string {
  if (classes.length === 0) return '';
  const hasDice = classes.some(({ dice }) => dice !== undefined);
  const hasPixels = classes.some(({ pixels }) => pixels !== undefined);
  const all = classes.reduce((sum, { pixels = 0 }) => sum + pixels, 0);
  const cell = (text: string): string => `<td class="number">${text}</td>`;
  const rows = classes.map(({ name, iou, dice, pixels, color }) => {
    const swatch = color ? `<span class="swatch" style="background:rgb(${color.map(Number).join(',')})"></span>` : '';
    const length = (100 * Math.min(1, Math.max(0, iou))).toFixed(1);
    const bar = `<td class="track">${Number.isNaN(iou) ? '' : `<i style="width:${length}%"></i>`}</td>`;
    const share = pixels === undefined || all === 0 ? '–' : `${((100 * pixels) / all).toFixed(1)} %`;
    const numbers = [
      bar,
      cell(showScore(iou)),
      hasDice ? cell(showScore(dice ?? Number.NaN)) : '',
      hasPixels ? cell(share) : '',
    ];
    return `<tr><th scope="row">${swatch}${escapeMarkup(name)}</th>${numbers.join('')}</tr>`;
  });
  const heading = (text: string): string => `<th scope="col" class="number">${text}</th>`;
  const head = [
    '<th scope="col">Class</th><th></th>',
    heading('IoU'),
    hasDice ? heading('Dice') : '',
    hasPixels ? heading('Pixels') : '',
  ];
  return `<div class="card scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
}

/** What the run was started with; options that were left out are not there. */
export function optionList(options: Readonly<Record<string, unknown>>): string {
  const settings = Object.entries(options).filter(([, value]) => value !== undefined);
  if (settings.length === 0) return '';
  const rows = settings.map(([name, value]) => {
    return `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(showValue(value))}</dd></div>`;
  });
  return `<div class="card"><dl class="options">${rows.join('')}</dl></div>`;
}

/** Code that loads the model; its path becomes a string of JavaScript, then text of a page. */
export function snippet(model: string): string {
  const path = JSON.stringify(model).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const code = [
    "import { classColors, loadModel, segment } from 'segkit';",
    "import { modelFolder, readImage, useBackend, writeMask } from 'segkit/node';",
    '',
    'await useBackend();',
    `const model = await loadModel(modelFolder('${path}'));`,
    "const { labels } = await segment(model, await readImage('picture.jpg'));",
    "await writeMask('mask.png', labels, { palette: classColors(256) }); // in colour; the numbers stay the labels",
  ];
  return codeBlock(code);
}

/** Lines of code. */
export const codeBlock = (lines: readonly string[]): string =>
  `<div class="card"><pre><code>${escapeMarkup(lines.join('\n'))}</code></pre></div>`;

/** Links to the files beside the page. */
export function fileList(files: readonly string[]): string {
  if (files.length === 0) return '';
  const items = files.map((file) => `<li><a href="${relativeHref(file)}">${escapeMarkup(file)}</a></li>`);
  return `<ul class="files">${items.join('')}</ul>`;
}

/** Four digits, or a dash where there is no score. */
export const showScore = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(4));

/** Whatever was given, in words: lists and objects with commas. */
function showValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(showValue).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return entries.map(([name, part]) => `${name} ${showValue(part)}`).join(', ');
}

/** `48 s`, `3 min 20 s` or `2 h 5 min`. */
export function showTime(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
