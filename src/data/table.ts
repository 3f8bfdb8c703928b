import { DataError } from '../core/errors.js';
import { type Aggregation, aggregateRows, checkAggregates } from './tables/aggregate.js';
import { checkColumns } from './tables/checkColumns.js';
import { groupRows } from './tables/groupRows.js';
import { type JoinOptions, joinRows } from './tables/joinRows.js';
import { numberColumns } from './tables/numberColumns.js';
import { type SampleRowsOptions, sampleRows } from './tables/sampleRows.js';
import { type ColumnSummary, summarizeColumns, summaryColumns } from './tables/summarizeColumns.js';

/** One line of a table whose columns are not known to the compiler: values by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** The names of the columns of a row. */
export type ColumnOf<R extends object> = keyof R & string;

/** Rows of a table that belong together by the values of some columns. */
export interface RowGroups<R extends object, K extends ColumnOf<R>> {
  /** The number of groups. */
  readonly length: number;
  /** One row a group: what its rows share, and how many there are, in a column `count` or one of another name. */
  count<N extends string = 'count'>(column?: N): Table<Pick<R, K> & Readonly<Record<N, number>>>;
  /**
   * One row a group: what its rows share, and what their columns come to: `agg({ pixels_mean: ['pixels', 'mean'] })`.
   * Values that are missing are left out.
   */
  agg<A extends Readonly<Record<string, readonly [ColumnOf<R>, Aggregation]>>>(
    columns: A,
  ): Table<Pick<R, K> & { readonly [N in keyof A]: number }>;
  /** One row a group: what its rows share, and what a function makes of them. */
  aggregate<S extends object>(summarize: (rows: readonly R[]) => S): Table<Pick<R, K> & S>;
}

/** Rows with named columns. Nothing changes a table; every method gives a new one. */
export interface Table<R extends object = Row> extends Iterable<R> {
  /** The number of rows. */
  readonly length: number;
  readonly columns: readonly ColumnOf<R>[];
  readonly rows: readonly R[];
  /** The values of a column, row by row. */
  column<K extends ColumnOf<R>>(name: K): R[K][];
  /** The values of a column, each once, in the order in which they first come. */
  unique<K extends ColumnOf<R>>(name: K): R[K][];
  /** The rows that a predicate says yes to. */
  filter(predicate: (row: R, index: number) => boolean): Table<R>;
  /** The rows whose value in a column is one of the given ones. */
  isIn<K extends ColumnOf<R>>(name: K, values: Iterable<R[K]>): Table<R>;
  /** New rows, one for each. */
  map<S extends object>(change: (row: R, index: number) => S): Table<S>;
  /** The named columns only, in this order. */
  select<K extends ColumnOf<R>>(...names: K[]): Table<Pick<R, K>>;
  /** Rows in the order of a column: numbers by size, everything else as text. Rows that are equal keep their order. */
  sort(name: ColumnOf<R>, direction?: 'ascending' | 'descending'): Table<R>;
  /** Rows drawn by chance, in their order, by a seed: `sample({ count: 100 })`, `sample({ fraction: 0.1, seed: 7 })`. */
  sample(options: SampleRowsOptions): Table<R>;
  /** The same rows with numbers in the named columns: texts such as `'12.5'` are read, missing values become NaN. */
  toNumbers<K extends ColumnOf<R>>(...names: K[]): Table<Omit<R, K> & Readonly<Record<K, number>>>;
  /** One row a column: how many values it has and misses, how many different ones, the most frequent, and what numbers come to. */
  summarize(): Table<ColumnSummary>;
  /** Rows with the same values in the named columns belong together: `groupBy('make').count()`. */
  groupBy<K extends ColumnOf<R>>(...names: K[]): RowGroups<R, K>;
  /** How often each value of a column comes, most frequent first; `make` is counted in `make_count`. */
  valueCounts<K extends ColumnOf<R>>(name: K): Table<Pick<R, K> & Readonly<Record<`${K}_count`, number>>>;
  /** Each row together with the rows of another table that have the same value in the column `on`. */
  join<S extends object>(other: Table<S>, options: JoinOptions & { readonly how?: 'inner' }): Table<R & S>;
  join<S extends object>(other: Table<S>, options: JoinOptions): Table<R & Partial<S>>;
  /** The row of each value of a column in which no value comes twice, such as an id. */
  indexBy<K extends ColumnOf<R>>(name: K): ReadonlyMap<R[K], R>;
}

/**
 * Makes a table of any rows: an array of objects, or whatever else gives objects when it is iterated.
 *
 * @param columns their names and order; left out, all names that the rows have.
 * @throws DataError from its methods, for a column that does not exist.
 * @example
 * ```ts
 * import { table } from 'segkit';
 *
 * const cars = table([
 *   { id: 'a', make: 'Audi', year: 2011 },
 *   { id: 'b', make: 'Fiat', year: 2004 },
 *   { id: 'c', make: 'Audi', year: 2016 },
 * ]);
 * console.log(cars.valueCounts('make').rows); // Audi 2, Fiat 1, in make_count
 * console.log(cars.filter(({ year }) => year > 2010).isIn('id', ['a', 'b']).column('id')); // ['a']
 * ```
 */
export function table<R extends object>(rows: Iterable<R>, columns?: readonly ColumnOf<R>[]): Table<R> {
  const listed = [...rows];
  const names = columns ?? columnsOf(listed);
  const check = (...asked: readonly string[]): void => checkColumns(asked, names);
  const same = (kept: readonly R[]): Table<R> => table(kept, names);

  const column = <K extends ColumnOf<R>>(name: K): R[K][] => {
    check(name);
    return listed.map((row) => row[name]);
  };
  const groupBy = <K extends ColumnOf<R>>(...by: K[]): RowGroups<R, K> => {
    check(...by);
    const groups = groupRows(listed, by);
    const aggregate = <S extends object>(summarize: (rows: readonly R[]) => S): Table<Pick<R, K> & S> =>
      table(groups.map((group) => ({ ...pick(group[0], by), ...summarize(group) })));
    const count = <N extends string = 'count'>(counted = 'count' as N) =>
      aggregate((group) => ({ [counted]: group.length }) as Readonly<Record<N, number>>);
    const agg: RowGroups<R, K>['agg'] = (asked) => {
      checkAggregates(asked, names);
      return aggregate((group) => aggregateRows(group, asked) as { readonly [N in keyof typeof asked]: number });
    };
    return { length: groups.length, count, agg, aggregate };
  };
  return {
    length: listed.length,
    columns: names,
    rows: listed,
    [Symbol.iterator]: () => listed[Symbol.iterator](),
    column,
    unique: (name) => [...new Set(column(name))],
    filter: (predicate) => same(listed.filter(predicate)),
    isIn: (name, values) => {
      check(name);
      const wanted = new Set<unknown>(values);
      return same(listed.filter((row) => wanted.has(row[name])));
    },
    map: (change) => table(listed.map(change)),
    select: <K extends ColumnOf<R>>(...chosen: K[]) => {
      check(...chosen);
      return table(
        listed.map((row) => pick(row, chosen)),
        chosen,
      );
    },
    sort: (name, direction = 'ascending') => {
      check(name);
      const sign = direction === 'ascending' ? 1 : -1;
      return same(listed.toSorted((a, b) => sign * compareValues(a[name], b[name])));
    },
    sample: (options) => same(sampleRows(listed, options)),
    toNumbers: <K extends ColumnOf<R>>(...chosen: K[]) => {
      check(...chosen);
      return table(numberColumns(listed, chosen), names) as unknown as Table<Omit<R, K> & Readonly<Record<K, number>>>;
    },
    summarize: () =>
      table(
        summarizeColumns(names, (name) => column(name as ColumnOf<R>)),
        summaryColumns,
      ),
    groupBy,
    valueCounts: <K extends ColumnOf<R>>(name: K) => {
      const counted = `${name}_count` as const;
      const counts = groupBy(name).count(counted).rows;
      const sorted = counts.toSorted((a, b) => Number(b[counted]) - Number(a[counted]));
      return table(sorted, [name, counted]) as Table<Pick<R, K> & Readonly<Record<`${K}_count`, number>>>;
    },
    join: <S extends object>(other: Table<S>, options: JoinOptions) => {
      const untyped = { rows: listed as readonly Row[], columns: names };
      const { rows: joined, columns: both } = joinRows(untyped, other as unknown as Table, options);
      return table(joined, both) as unknown as Table<R & S>;
    },
    indexBy: (name) => {
      check(name);
      const index = new Map<R[typeof name], R>();
      for (const row of listed) {
        if (index.has(row[name])) {
          throw new DataError(`table: ${name} ${JSON.stringify(row[name])} comes twice. indexBy needs unique values.`);
        }
        index.set(row[name], row);
      }
      return index;
    },
  };
}

function columnsOf<R extends object>(rows: readonly R[]): ColumnOf<R>[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names] as ColumnOf<R>[];
}

function pick<R extends object, K extends ColumnOf<R>>(row: R, names: readonly K[]): Pick<R, K> {
  return Object.fromEntries(names.map((name) => [name, row[name]])) as Pick<R, K>;
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
