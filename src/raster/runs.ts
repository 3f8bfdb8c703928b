import { DataError } from '../core/errors.js';
import { transpose } from './d4.js';
import type { LabelMap } from './labelMap.js';
import { checkGrid } from './pixelGrid.js';

/** The order in which run-length codes number the pixels: row by row, or down the columns. */
export type RleOrder = 'rowMajor' | 'columnMajor';

/** Both orders, for validation. */
export const rleOrders: readonly RleOrder[] = ['rowMajor', 'columnMajor'];

/** The pixels in the given order: the map itself, or its transpose. */
export const inOrder = (labels: LabelMap, order: RleOrder): LabelMap =>
  order === 'rowMajor' ? labels : transpose(labels);

/** Start and end (exclusive) of every run of one label, or of whatever is not 0. */
export function runsOf(labels: LabelMap, order: RleOrder, label: number | undefined): number[] {
  checkGrid('encodeRle', labels);
  const { data } = inOrder(labels, order);
  const runs: number[] = [];
  let isInside = false;
  for (let i = 0; i < data.length; i++) {
    const isForeground = label === undefined ? data[i] !== 0 : data[i] === label;
    if (isForeground === isInside) continue;
    runs.push(i);
    isInside = isForeground;
  }
  if (isInside) runs.push(data.length);
  return runs;
}

/** The malformed run in the error: what it is, where it is and what it should be. */
export const runError = (where: string, index: number, text: string, cure: string): DataError =>
  new DataError(`${where}: run ${index + 1} (${text}) ${cure}`);
