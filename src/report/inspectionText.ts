import type { Inspection } from '../data/inspect/inspection.js';
import { textTable } from './textTable.js';

/** How many problems, sizes and the like are written out. */
const listed = 20;

/**
 * What `inspect` has found, as text for a terminal: numbers, sizes, channels, classes, and what is wrong.
 *
 * @example
 * ```ts
 * import { arrayDataset, inspect, inspectionText } from 'segkit';
 *
 * const image = { data: new Uint8Array(4), width: 2, height: 2, channels: 1 };
 * console.log(inspectionText(await inspect(arrayDataset([{ id: 'a', image, meta: {} }]))));
 * ```
 */
export function inspectionText(inspection: Inspection): string {
  const { sizes, formats, statistics, classes, emptyMasks, duplicates, problems } = inspection;
  const parts = [
    headline(inspection),
    list(
      'Sizes',
      sizes.map(({ width, height, count }) => `${width}×${height} (${count})`),
    ),
    list(
      'Formats',
      formats.map(({ channels, type, count }) => `${channels} × ${type} (${count})`),
    ),
    ...statistics.map((group) =>
      textTable([
        [`Channel of ${group.channels}`, 'mean', 'std', 'least', 'greatest'],
        ...group.mean.map((mean, c) => [
          `${c}`,
          ...[mean, group.std[c], group.min[c], group.max[c]].map((value) => value.toFixed(4)),
        ]),
      ]),
    ),
    classes.length === 0
      ? ''
      : textTable([
          ['Class', 'pixels', 'share', 'masks'],
          ...classes.map(({ name, pixels, share, samples }) => [
            name,
            Math.round(pixels).toLocaleString('en'),
            percent(share),
            `${samples}`,
          ]),
        ]),
    list(`Empty masks (${emptyMasks.length})`, emptyMasks),
    list(
      `Same pictures (${duplicates.length})`,
      duplicates.map(({ ids, sameMasks }) => `${ids.join(' = ')}${sameMasks ? '' : ' (masks differ)'}`),
    ),
    block(
      `Trouble (${problems.length})`,
      problems.map(({ id, message }) => (message.includes(JSON.stringify(id)) ? message : `${id}: ${message}`)),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function headline({ samples, readable, masks, problems, ignoredShare }: Inspection): string {
  const ignored = ignoredShare > 0 ? `, ${percent(ignoredShare)} of their pixels ignored` : '';
  const trouble = problems.length === 0 ? 'no trouble' : `${problems.length} in trouble`;
  return `${samples} samples, ${readable} readable, ${masks} with masks${ignored}; ${trouble}`;
}

/** A part of 1 in per cent, with as many digits as small shares need. */
export const percent = (share: number): string =>
  `${share === 0 || share >= 0.01 ? (100 * share).toFixed(1) : (100 * share).toPrecision(2)} %`;

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length > listed ? ` and ${items.length - listed} more` : '';
  return `${title}: ${items.slice(0, listed).join(', ')}${more}`;
}

function block(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const more = lines.length > listed ? [`and ${lines.length - listed} more`] : [];
  return [title, ...[...lines.slice(0, listed), ...more].map((line) => `  ${line}`)].join('\n');
}
