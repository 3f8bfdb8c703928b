import { checkOptionNames } from '../core/options.js';
import { curvePanels } from './curves.js';
import type { HistoryRow } from './history.js';
import { escapeMarkup, relativeHref } from './markup.js';
import { pageStyle } from './pageStyle.js';

/** A picture of a run: usually image, truth and prediction side by side. */
export interface PagePicture {
  readonly id: string;
  /** Its file, relative to the page. */
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

/** What {@link runPage} shows. */
export interface RunPageOptions {
  readonly title: string;
  /** A line below the title. */
  readonly subtitle?: string;
  readonly history: readonly HistoryRow[];
  /** The epoch whose weights were kept; its numbers head the page. */
  readonly bestEpoch?: number;
  /** More to be shown beside the numbers of the best epoch. */
  readonly facts?: readonly { readonly name: string; readonly value: string | number }[];
  readonly pictures?: readonly PagePicture[];
  readonly classes?: readonly PageClass[];
  /** What the run was started with. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The folder of the model, relative to the page. */
  readonly model?: string;
  /** Further files, relative to the page. */
  readonly files?: readonly string[];
}

const known = [
  'title',
  'subtitle',
  'history',
  'bestEpoch',
  'facts',
  'pictures',
  'classes',
  'options',
  'model',
  'files',
];

/**
 * The page of a training run, for `index.html` in its folder: the best epoch's numbers, learning curves, pictures, the
 * scores of each class, the options, and how to load the model.
 *
 * It is one file without scripts; only the pictures are files of their own. It reads well in light and dark mode, on a
 * phone and on paper. All text is escaped, and paths can only lead to files beside the page.
 *
 * Of the history it uses `val_dice`, `val_iou`, `val_loss` (or `loss`) and `seconds`.
 *
 * @throws OptionError for unknown options.
 * @example
 * ```ts
 * import { runPage } from 'segkit';
 *
 * const html = runPage({
 *   title: 'Nuclei',
 *   history: [{ epoch: 1, seconds: 31, loss: 0.7, val_loss: 0.6, val_dice: 0.81, val_iou: 0.68 }],
 *   bestEpoch: 1,
 *   pictures: [{ id: 'cell <1>', file: 'pictures/cell 1.png', note: 'Dice 0.93' }],
 *   model: 'model',
 *   files: ['history.csv'],
 * });
 * console.log(html.includes('cell &lt;1&gt;')); // true
 * ```
 */
export function runPage(page: RunPageOptions): string {
  checkOptionNames('runPage', page, known);
  const { title, subtitle, history, bestEpoch, pictures = [], classes = [], options = {}, model, files = [] } = page;
  const mark = bestEpoch === undefined ? {} : { bestEpoch };
  const curves = history.length === 0 ? [] : curvePanels(history, { width: 560, height: 350, ...mark });
  const settings = Object.entries(options).filter(([, value]) => value !== undefined);
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta name="viewport" content="width=device-width,initial-scale=1">\n',
    // Nothing here needs a script, so none may run, whatever a file is called.
    `<meta http-equiv="Content-Security-Policy" content="script-src 'none';object-src 'none';base-uri 'none'">\n`,
    `<title>${escapeMarkup(title)}</title>\n<style>${pageStyle}</style>\n</head>\n<body>\n<main>\n`,
    `<h1>${escapeMarkup(title)}</h1>\n`,
    subtitle === undefined ? '' : `<p>${escapeMarkup(subtitle)}</p>\n`,
    tiles(page),
    section(
      'Learning curves',
      curves.map((svg) => `<div class="card">${svg}</div>`),
      'curves',
    ),
    section('Pictures', pictures.map(figure), pictures.length === 1 ? 'pictures single' : 'pictures'),
    section('Classes', classes.length === 0 ? [] : [classTable(classes)], 'card scroll'),
    section('Options', settings.length === 0 ? [] : [optionList(settings)], 'card'),
    section('Use the model', model === undefined ? [] : [snippet(model)], 'card'),
    section('Files', files.length === 0 ? [] : [fileList(files)], ''),
    '<footer>Written by segkit.</footer>\n</main>\n</body>\n</html>\n',
  ].join('');
}

function section(title: string, parts: readonly string[], className: string): string {
  return parts.length === 0 ? '' : `<h2>${title}</h2>\n<div class="${className}">\n${parts.join('\n')}\n</div>\n`;
}

/** The numbers that matter most, large. */
function tiles({ history, bestEpoch, facts = [] }: RunPageOptions): string {
  const best = history.find(({ epoch }) => epoch === bestEpoch);
  const seconds = history.reduce((sum, row) => sum + (row.seconds ?? 0), 0);
  const score = (name: string, value: number | null | undefined): [string, string][] =>
    value === null || value === undefined ? [] : [[name, showScore(value)]];
  const entries: [string, string][] = [
    ...score('Validation Dice', best?.val_dice),
    ...score('Validation IoU', best?.val_iou),
    ...(best?.val_loss === undefined ? score('Loss', best?.loss) : score('Validation loss', best.val_loss)),
    ...(best ? [['Best epoch', `${best.epoch} of ${history.length}`] as [string, string]] : []),
    ...(seconds > 0 ? [['Time', showTime(seconds)] as [string, string]] : []),
    ...facts.map(({ name, value }): [string, string] => [name, showValue(value)]),
  ];
  if (entries.length === 0) return '';
  const cards = entries.map(([name, value]) => {
    return `<div class="card"><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd></div>`;
  });
  return `<dl class="tiles">\n${cards.join('\n')}\n</dl>\n`;
}

function figure({ id, file, note }: PagePicture): string {
  const more = note === undefined ? '' : `<span class="note">${escapeMarkup(note)}</span>`;
  const image = `<img src="${relativeHref(file)}" alt="${escapeMarkup(id)}" loading="lazy">`;
  return `<figure class="card">${image}<figcaption><span>${escapeMarkup(id)}</span>${more}</figcaption></figure>`;
}

function classTable(classes: readonly PageClass[]): string {
  const hasDice = classes.some(({ dice }) => dice !== undefined);
  const hasPixels = classes.some(({ pixels }) => pixels !== undefined);
  const all = classes.reduce((sum, { pixels = 0 }) => sum + pixels, 0);
  const cell = (text: string): string => `<td class="number">${text}</td>`;
  const rows = classes.map(({ name, iou, dice, pixels, color }) => {
    const swatch = color ? `<span class="swatch" style="background:rgb(${color.map(Number).join(',')})"></span>` : '';
    const width = Number.isFinite(iou) ? Math.min(100, Math.max(0, iou * 100)) : 0;
    const bar = `<td class="track"><i style="width:${width.toFixed(1)}%"></i></td>`;
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
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function optionList(settings: readonly (readonly [string, unknown])[]): string {
  const rows = settings.map(([name, value]) => {
    return `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(showValue(value))}</dd></div>`;
  });
  return `<dl class="options">${rows.join('')}</dl>`;
}

/** Code that loads the model; its path becomes a string of JavaScript, then text of a page. */
function snippet(model: string): string {
  const path = JSON.stringify(model).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const code = [
    "import { loadModel, segment } from 'segkit';",
    "import { modelFolder, readImage, useBackend, writeMask } from 'segkit/node';",
    '',
    'await useBackend();',
    `const model = await loadModel(modelFolder('${path}'));`,
    "const { labels } = await segment(model, await readImage('picture.jpg'));",
    "await writeMask('mask.png', labels);",
  ];
  return `<pre><code>${escapeMarkup(code.join('\n'))}</code></pre>`;
}

function fileList(files: readonly string[]): string {
  const items = files.map((file) => `<li><a href="${relativeHref(file)}">${escapeMarkup(file)}</a></li>`);
  return `<ul class="files">${items.join('')}</ul>`;
}

const showScore = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(4));

/** Whatever was given, in words: numbers with their digits in groups, lists with commas, the rest as JSON. */
function showValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? value.toLocaleString('en') : String(value);
  if (Array.isArray(value)) return value.map(showValue).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** `48 s`, `3 min 20 s` or `2 h 5 min`. */
function showTime(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
