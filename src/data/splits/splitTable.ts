import { DataError } from '../../core/errors.js';
import { type ColumnOf, type Table, table } from '../table.js';
import { checkColumns } from '../tables/checkColumns.js';
import { type FoldOptions, foldIds } from './foldIds.js';
import { type SplitIndices, type SplitOptions, splitIds } from './splitIds.js';

/** The columns that a table is split by. */
export interface SplitColumns<R extends object> {
  /** The column that names what is split (default `id`). Rows with the same value stay together. */
  readonly idColumn?: ColumnOf<R>;
  /** The column that says what stays together, where that is more than an id: a car, a patient. */
  readonly group?: ColumnOf<R>;
  /** Rows with each value of this column get the same share of validation, as far as whole groups allow. */
  readonly stratify?: ColumnOf<R>;
}

/** Options of {@link splitTable}. */
export interface SplitTableOptions<R extends object>
  extends Omit<SplitOptions, 'group' | 'stratify'>,
    SplitColumns<R> {}

/** Options of {@link foldTable}. */
export interface FoldTableOptions<R extends object> extends Omit<FoldOptions, 'group' | 'stratify'>, SplitColumns<R> {}

/** Two parts of a table. */
export interface TableSplit<R extends object> {
  readonly train: Table<R>;
  readonly validation: Table<R>;
}

/**
 * Parts the rows of a table in two by chance, as `splitDataset` does it with samples: by groups and strata, by a seed,
 * whatever the order of the rows. Both parts keep the order of the table.
 *
 * @throws OptionError for a fraction that is not between 0 and 1; DataError for a column that there is not, if there are
 * fewer than two groups, or a group lies in several strata.
 * @example
 * ```ts
 * import { parseCsv, splitTable } from 'segkit';
 *
 * const views = parseCsv('id,car,make\na1,a,Audi\na2,a,Audi\nb1,b,Fiat\nb2,b,Fiat\nc1,c,Audi\nc2,c,Audi\n');
 * const { train, validation } = splitTable(views, { fraction: 0.3, group: 'car', seed: 1 });
 * console.log(train.unique('car'), validation.unique('car')); // no car is in both
 * ```
 */
export function splitTable<R extends object>(rows: Table<R>, options: SplitTableOptions<R> = {}): TableSplit<R> {
  const { ids, keys, rest } = readColumns(rows, options);
  return partsOf(rows, splitIds('splitTable', ids, { ...rest, ...keys }));
}

/**
 * Splits of a table for cross-validation, as `foldDataset` makes them of a data set.
 *
 * @throws DataError if there are fewer groups than parts.
 * @example
 * ```ts
 * import { foldTable, parseCsv } from 'segkit';
 *
 * const cars = parseCsv('id,make\na,Audi\nb,Fiat\nc,Audi\nd,Fiat\n');
 * for (const { validation } of foldTable(cars, { folds: 2, stratify: 'make' })) console.log(validation.column('make'));
 * ```
 */
export function foldTable<R extends object>(rows: Table<R>, options: FoldTableOptions<R> = {}): TableSplit<R>[] {
  const { ids, keys, rest } = readColumns(rows, options);
  return foldIds('foldTable', ids, { ...rest, ...keys }).map((indices) => partsOf(rows, indices));
}

/** The columns as the functions of ids that splits go by. Rows need not have ids of their own: several may share one. */
function readColumns<R extends object, O extends SplitColumns<R>>(rows: Table<R>, options: O) {
  const { idColumn = 'id' as ColumnOf<R>, group, stratify, ...rest } = options;
  checkColumns([idColumn, ...[group ?? []].flat(), ...[stratify ?? []].flat()], rows.columns);
  const keyOf = (column: ColumnOf<R>) => (_: string, index: number) => textOf(rows.rows[index][column], column, index);
  const ids = rows.rows.map((row, index) => textOf(row[idColumn], idColumn, index));
  return { ids, keys: { group: keyOf(group ?? idColumn), ...(stratify && { stratify: keyOf(stratify) }) }, rest };
}

function textOf(value: unknown, column: string, index: number): string {
  if (value !== undefined && value !== null && value !== '') return String(value);
  throw new DataError(`table: row ${index} has no ${column}, which the split goes by. Filter such rows first.`);
}

function partsOf<R extends object>({ rows, columns }: Table<R>, indices: SplitIndices): TableSplit<R> {
  const part = (chosen: readonly number[]): Table<R> =>
    table(
      chosen.map((index) => rows[index]),
      columns,
    );
  return { train: part(indices.train), validation: part(indices.validation) };
}
