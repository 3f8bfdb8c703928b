import { DataError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { type Dataset, subset } from '../dataset.js';
import { listNames } from '../listNames.js';
import type { Table } from '../table.js';
import { checkColumns } from '../tables/checkColumns.js';
import type { Split } from './splitDataset.js';

/** Options of {@link splitByColumn}. */
export interface SplitByColumnOptions {
  /** The column that names the samples (default `id`). */
  readonly idColumn?: string;
  /** The column that says which part a sample is in (default `split`). */
  readonly splitColumn?: string;
  /** What the column says of samples to train on (default `train`). */
  readonly train?: string | readonly string[];
  /** What it says of samples to validate on (default `val`, `valid` or `validation`). */
  readonly validation?: string | readonly string[];
  /** The id that a sample has in the table, where that is another than its own. */
  readonly rowId?: (id: string) => string | undefined;
}

/** The parts of a data set that a column names. */
export interface SplitByColumn extends Split {
  /** Every value of the column with its samples, those of train and validation too. */
  readonly parts: ReadonlyMap<string, Dataset>;
}

/**
 * Parts a data set as a column of a table says. The table may have rows that are no samples.
 *
 * @throws DataError for samples that have no row, or if nothing is left for train or validation, with what the column
 * says instead.
 * @example
 * ```ts
 * import { arrayDataset, parseCsv, splitByColumn } from 'segkit';
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
 * const dataset = arrayDataset(['a', 'b', 'c'].map((id) => ({ id, image, meta: {} })));
 * const metadata = parseCsv('id,split\na,train\nb,val\nc,train\n');
 * const { train, validation } = splitByColumn(dataset, metadata);
 * console.log(train.ids, validation.ids); // ['a', 'c'], ['b']
 * ```
 */
export function splitByColumn<R extends object>(
  dataset: Dataset,
  table: Table<R>,
  options: SplitByColumnOptions = {},
): SplitByColumn {
  checkOptionNames('splitByColumn', options, ['idColumn', 'splitColumn', 'train', 'validation', 'rowId']);
  const { idColumn = 'id', splitColumn = 'split', rowId = (id) => id } = options;
  checkColumns([idColumn, splitColumn], table.columns);
  const rows = (table as unknown as Table).indexBy(idColumn);
  const missing = dataset.ids.filter((id) => !rows.has(rowId(id)));
  if (missing.length > 0) {
    const known = table.length > 0 ? ` The column ${idColumn} holds ${listNames(rows.keys(), 2)}.` : '';
    const cure = 'Add rows, name another idColumn, or say by rowId how an id is written there.';
    throw new DataError(
      `splitByColumn: ${missing.length} of ${dataset.length} samples have no row: ${listNames(missing)}.${known} ${cure}`,
      { id: missing[0] },
    );
  }
  const indices = new Map<string, number[]>();
  dataset.ids.forEach((id, index) => {
    const value = String(rows.get(rowId(id))?.[splitColumn]);
    const known = indices.get(value);
    if (known) known.push(index);
    else indices.set(value, [index]);
  });
  const part = (name: 'train' | 'validation', values: readonly string[]): Dataset => {
    const chosen = values.flatMap((value) => indices.get(value) ?? []).sort((a, b) => a - b);
    if (chosen.length > 0) return subset(dataset, chosen);
    const there = [...indices].map(([value, { length }]) => `${JSON.stringify(value)} (${length})`).join(', ');
    throw new DataError(
      `splitByColumn: no sample is ${values.map((value) => JSON.stringify(value)).join(' or ')}. ` +
        `The column ${splitColumn} says ${there || 'nothing'}. Name what is meant: { ${name}: … }.`,
    );
  };
  return {
    train: part('train', [options.train ?? 'train'].flat()),
    validation: part('validation', [options.validation ?? ['val', 'valid', 'validation']].flat()),
    parts: new Map([...indices].map(([value, chosen]) => [value, subset(dataset, chosen)])),
  };
}
