import { DataError } from '../core/errors.js';
import { checkNumber } from '../core/options.js';
import type { LabelMap } from './labelMap.js';
import { checkGrid } from './pixelGrid.js';

/**
 * Gives labels new numbers, such as `{ 0: 0, 255: 1 }` for a mask of black and white.
 *
 * @param labels `[H,W]`.
 * @returns `[H,W]`, 8 bits if all new labels fit, else 32.
 * @throws DataError that names the first label that is not in the table, and its place.
 * @example
 * ```ts
 * import { mapLabels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 255, 255, 0), width: 2, height: 2 };
 * console.log(mapLabels(mask, { 0: 0, 255: 1 }).data); // 0 1 1 0
 * ```
 */
export function mapLabels(labels: LabelMap, table: Readonly<Record<number, number>>): LabelMap {
  checkGrid('mapLabels', labels);
  for (const [from, to] of Object.entries(table)) checkNumber('mapLabels', `table[${from}]`, to, { integer: true });
  const { data, width, height } = labels;
  const isSmall = Object.values(table).every((label) => label >= 0 && label <= 255);
  const output = isSmall ? new Uint8Array(data.length) : new Int32Array(data.length);
  const known = new Map(Object.entries(table).map(([from, to]) => [Number(from), to]));
  let last = Number.NaN;
  let label: number | undefined;
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== last) {
      last = data[i];
      label = known.get(last);
      if (label === undefined) {
        const place = `(${i % width}, ${Math.floor(i / width)})`;
        throw new DataError(
          `mapLabels: label ${last} at ${place} is not in the table of ${known.size} labels. Add it.`,
        );
      }
    }
    output[i] = label!;
  }
  return { data: output, width, height };
}

/**
 * Makes a mask of 0 and 1 out of a grey one: 1 from `threshold` on, by default 128, the middle of 0 … 255.
 *
 * @param labels `[H,W]`, as `luminance` reads them.
 * @example
 * ```ts
 * import { thresholdLabels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 255, 254, 1), width: 2, height: 2 };
 * console.log(thresholdLabels(mask).data); // 0 1 1 0
 * ```
 */
export function thresholdLabels(labels: LabelMap, threshold = 128): LabelMap {
  checkGrid('thresholdLabels', labels);
  checkNumber('thresholdLabels', 'threshold', threshold);
  const { data, width, height } = labels;
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = data[i] >= threshold ? 1 : 0;
  return { data: output, width, height };
}
