import { checkOptionNames } from '../core/options.js';
import { curvePanels } from './curves.js';
import type { HistoryRow } from './history.js';
import { pageFrame, section, tileList } from './pageFrame.js';
import {
  classTable,
  fileList,
  optionList,
  type PageClass,
  type PagePicture,
  pictureGrid,
  showScore,
  showTime,
  snippet,
} from './pageParts.js';

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
  /** What each of them shows from left to right, where the files themselves do not say. */
  readonly pictureColumns?: readonly string[];
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
  'pictureColumns',
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
  const {
    title,
    subtitle,
    history,
    bestEpoch,
    pictures = [],
    pictureColumns,
    classes = [],
    options = {},
    model,
    files = [],
  } = page;
  const mark = bestEpoch === undefined ? {} : { bestEpoch };
  const curves =
    history.length === 0
      ? []
      : curvePanels(history, { width: 560, height: 350, ...mark }).map((svg) => `<div class="card">${svg}</div>`);
  return pageFrame(title, subtitle, [
    tiles(page),
    section('Learning curves', curves.length === 0 ? '' : `<div class="curves">${curves.join('\n')}</div>`),
    section('Pictures', pictureGrid(pictures, pictureColumns)),
    section('Classes', classTable(classes)),
    section('Options', optionList(options)),
    section('Use the model', model === undefined ? '' : snippet(model)),
    section('Files', fileList(files)),
  ]);
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
    ...facts.map(({ name, value }): [string, string] => [
      name,
      typeof value === 'number' ? value.toLocaleString('en') : value,
    ]),
  ];
  return tileList(entries);
}
