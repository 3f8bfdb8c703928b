import { checkOptionNames } from '../core/options.js';
import type { ClassBalance, Inspection } from '../data/inspect/inspection.js';
import { classColors } from '../raster/classColors.js';
import { percent } from './inspectionText.js';
import { escapeMarkup } from './markup.js';
import { dataTable, pageFrame, section, tileList } from './pageFrame.js';
import { codeBlock, pictureGrid } from './pageParts.js';

/** Options of {@link inspectionPage}. */
export interface InspectionPageOptions {
  /** What heads the page (default `Data set`). */
  readonly title?: string;
  /** A line below it. */
  readonly subtitle?: string;
}

/** How many rows a table has at most. */
const shownRows = 200;

const kinds: Readonly<Record<Inspection['problems'][number]['kind'], string>> = {
  unreadable: 'cannot be read',
  noMask: 'no mask',
  sizeMismatch: 'sizes differ',
  unknownLabel: 'unknown label',
  notFinite: 'not finite',
  unpairedImage: 'picture alone',
  unpairedMask: 'mask alone',
};

/**
 * What `inspect` has found, as one page of HTML without scripts: numbers, what is wrong, balance of classes, sizes,
 * channels, duplicates, and small pictures of some samples beside their masks.
 *
 * @returns HTML, with the pictures in it. All text is escaped.
 * @throws OptionError for unknown options.
 * @example
 * ```ts
 * import { arrayDataset, inspect, inspectionPage } from 'segkit';
 *
 * const image = { data: new Uint8Array(64), width: 8, height: 8, channels: 1 };
 * const mask = { data: new Uint8Array(64).fill(1, 20), width: 8, height: 8 };
 * const found = await inspect(arrayDataset([{ id: 'cell <1>', image, mask, meta: {} }], { task: 'binary', classes: 1 }));
 * console.log(inspectionPage(found, { title: 'Cells' }).includes('cell &lt;1&gt;')); // true
 * ```
 */
export function inspectionPage(inspection: Inspection, options: InspectionPageOptions = {}): string {
  checkOptionNames('inspectionPage', options, ['title', 'subtitle']);
  const { title = 'Data set', subtitle } = options;
  const { duplicates, emptyMasks, thumbnails } = inspection;
  return pageFrame(title, subtitle, [
    tileList(tiles(inspection)),
    section('Trouble', problemTable(inspection)),
    section('Classes', classTable(inspection)),
    section('Sizes', sizeTable(inspection)),
    section('Channels', channelTable(inspection)),
    section(
      'Same pictures',
      dataTable(
        ['Samples', 'Masks'],
        limited(
          duplicates.map(({ ids, sameMasks }) => [
            { text: ids.join(', ') },
            { text: sameMasks ? 'the same' : 'different' },
          ]),
        ),
      ),
    ),
    section('Empty masks', emptyMasks.length === 0 ? '' : `<p>${escapeMarkup(names(emptyMasks))}</p>`),
    section(
      'Samples',
      pictureGrid(
        thumbnails.map(({ id, picture, note }) => ({ id, file: picture, note })),
        inspection.masks > 0 ? ['picture', 'picture with mask'] : undefined,
      ),
    ),
  ]);
}

function tiles({ samples, readable, masks, problems, duplicates, emptyMasks, sizes, ignoredShare }: Inspection) {
  const [size] = sizes;
  const entries: [string, string][] = [
    ['Samples', count(samples)],
    ...(readable < samples ? [['Readable', count(readable)] as [string, string]] : []),
    ['Masks', count(masks)],
    ['In trouble', count(problems.length)],
    ['Empty masks', count(emptyMasks.length)],
    ['Same pictures', count(duplicates.reduce((sum, { ids }) => sum + ids.length, 0))],
    ...(size ? [['Most frequent size', `${size.width}×${size.height}`] as [string, string]] : []),
    ...(ignoredShare > 0 ? [['Ignored pixels', percent(ignoredShare)] as [string, string]] : []),
  ];
  return entries;
}

const problemTable = ({ problems }: Inspection): string =>
  dataTable(
    ['Sample', 'What', 'Message'],
    limited(problems.map(({ id, kind, message }) => [{ text: id }, { text: kinds[kind] }, { text: message }])),
  );

function classTable({ classes, task }: Inspection): string {
  const colors = classColors(256);
  const most = Math.max(...classes.map(({ share }) => share));
  // Channels of several labels are shown from the second colour on: the first is that of no label.
  const colorOf = ({ index }: ClassBalance) => colors[(task === 'multilabel' ? index + 1 : index) % 256];
  return dataTable(
    ['Class', '', 'Share', 'Pixels', 'Masks'],
    classes.map((entry) => [
      { text: entry.name, color: colorOf(entry) },
      { bar: most > 0 ? entry.share / most : 0 },
      { number: percent(entry.share) },
      { number: count(Math.round(entry.pixels)) },
      { number: count(entry.samples) },
    ]),
  );
}

function sizeTable({ sizes, readable }: Inspection): string {
  return dataTable(
    ['Size', '', 'Pictures'],
    limited(
      sizes.map((size) => [
        { text: `${size.width}×${size.height}` },
        { bar: size.count / readable },
        { number: count(size.count) },
      ]),
    ),
  );
}

/** The statistics, and how the loader takes those of the most frequent kind of picture. */
function channelTable({ statistics, formats }: Inspection): string {
  if (statistics.length === 0) return '';
  const kindsOfPictures = formats.map((format) => `${count(format.count)} of ${format.channels} × ${format.type}`);
  const rows = statistics.flatMap((group) =>
    group.mean.map((mean, c) => [
      { text: statistics.length === 1 ? `${c}` : `${c} of ${group.channels}` },
      ...[mean, group.std[c], group.min[c], group.max[c]].map((value) => ({ number: value.toFixed(4) })),
    ]),
  );
  const [{ mean, std }] = statistics;
  const list = (values: readonly number[]): string => `[${values.map((value) => value.toFixed(4)).join(', ')}]`;
  const code = [`const preprocessing = { mean: ${list(mean)}, std: ${list(std)} };`];
  return [
    `<p>Pictures: ${escapeMarkup(kindsOfPictures.join(', '))}. In units of 0 … 1.</p>`,
    dataTable(['Channel', 'Mean', 'Deviation', 'Least', 'Greatest'], rows),
    std.every((value) => value > 0) ? `<p>For the loader and the model:</p>${codeBlock(code)}` : '',
  ].join('\n');
}

type Rows = Parameters<typeof dataTable>[1];

function limited(rows: Rows): Rows {
  if (rows.length <= shownRows) return rows;
  const columns = rows[0].length;
  const rest = [
    { text: `and ${count(rows.length - shownRows)} more` },
    ...Array.from({ length: columns - 1 }, () => ({ text: '' })),
  ];
  return [...rows.slice(0, shownRows), rest];
}

function names(ids: readonly string[]): string {
  const more = ids.length > shownRows ? ` and ${count(ids.length - shownRows)} more` : '';
  return `${ids.slice(0, shownRows).join(', ')}${more}`;
}

const count = (value: number): string => value.toLocaleString('en');
