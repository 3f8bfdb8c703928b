import { DataError, OptionError } from '../../core/errors.js';
import { checkOneOf } from '../../core/options.js';
import { checkColumns } from './checkColumns.js';

/**
 * What many values of a column come to: `count` and `distinct` count any values, the others need numbers. `std` is that of
 * a sample, `Σ(x − mean)² / (n − 1)`. Values that are missing (`undefined`, `null`, `''` or NaN) are left out everywhere.
 */
export type Aggregation = 'count' | 'distinct' | 'sum' | 'mean' | 'std' | 'min' | 'max' | 'median';

type Values = readonly unknown[];

const ofNumbers: Readonly<Record<Exclude<Aggregation, 'count' | 'distinct'>, (numbers: readonly number[]) => number>> =
  {
    sum: (numbers) => numbers.reduce((sum, value) => sum + value, 0),
    mean: (numbers) => meanOf(numbers),
    std: (numbers) => deviationOf(numbers),
    min: (numbers) => (numbers.length === 0 ? Number.NaN : numbers.reduce((a, b) => Math.min(a, b))),
    max: (numbers) => (numbers.length === 0 ? Number.NaN : numbers.reduce((a, b) => Math.max(a, b))),
    median: (numbers) => medianOf(numbers),
  };

const aggregations = ['count', 'distinct', ...Object.keys(ofNumbers)] as readonly Aggregation[];

/** Which columns to aggregate, and how, by the name of the column that is to be. */
export type AggregateColumns = Readonly<Record<string, readonly [column: string, aggregation: Aggregation]>>;

/** Refuses columns that there are not, and ways that are not known. */
export function checkAggregates(asked: AggregateColumns, columns: readonly string[]): void {
  for (const [name, pair] of Object.entries(asked)) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new OptionError(
        `agg: ${name} is ${JSON.stringify(pair)}. Give a column and what it comes to, ['pixels', 'mean'].`,
        {
          option: name,
          value: pair,
        },
      );
    }
    checkColumns([pair[0]], columns);
    checkOneOf('agg', name, pair[1], aggregations);
  }
}

/** What the values of some rows come to. */
export function aggregateRows(rows: readonly object[], asked: AggregateColumns): Record<string, number> {
  return Object.fromEntries(
    Object.entries(asked).map(([name, [column, aggregation]]) => [
      name,
      aggregateValues(
        rows.map((row) => (row as Readonly<Record<string, unknown>>)[column]),
        aggregation,
        column,
      ),
    ]),
  );
}

function aggregateValues(values: Values, aggregation: Aggregation, column: string): number {
  const present = values.filter((value) => !isMissing(value));
  if (aggregation === 'count') return present.length;
  if (aggregation === 'distinct') return new Set(present).size;
  const text = present.find((value) => typeof value !== 'number');
  if (text === undefined) return ofNumbers[aggregation](present as readonly number[]);
  throw new DataError(
    `table: ${aggregation} needs numbers, but ${column} holds ${JSON.stringify(text)}. Make numbers of the column first: ` +
      `toNumbers('${column}').`,
  );
}

/** What counts as no value. */
export const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || Number.isNaN(value);

/** NaN for no numbers. */
export const meanOf = (numbers: readonly number[]): number => ofNumbers.sum(numbers) / numbers.length;

/** The deviation of a sample; NaN for less than two numbers. */
export function deviationOf(numbers: readonly number[]): number {
  const mean = meanOf(numbers);
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return numbers.length < 2 ? Number.NaN : Math.sqrt(squares / (numbers.length - 1));
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
