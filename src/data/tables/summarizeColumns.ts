import { deviationOf, isMissing, meanOf } from './aggregate.js';

/** What is in a column. */
export interface ColumnSummary {
  readonly column: string;
  /** `number` or `text` if all values are, `mixed` or something else otherwise, `empty` if there are none. */
  readonly type: 'number' | 'text' | 'other' | 'mixed' | 'empty';
  /** How many values there are. */
  readonly count: number;
  /** How many rows have none: `undefined`, `null`, `''` or NaN. */
  readonly missing: number;
  /** How many different values there are. */
  readonly distinct: number;
  /** The most frequent value, the first of several. */
  readonly top: unknown;
  /** How often it comes. */
  readonly top_count: number;
  /** Of numbers. */
  readonly min?: number;
  /** Of numbers. */
  readonly mean?: number;
  /** Of numbers: the deviation of a sample, `Σ(x − mean)² / (n − 1)`. */
  readonly std?: number;
  /** Of numbers. */
  readonly max?: number;
}

/** The columns of a summary, in order. */
export const summaryColumns = [
  ...(['column', 'type', 'count', 'missing', 'distinct', 'top', 'top_count'] as const),
  ...(['min', 'mean', 'std', 'max'] as const),
] satisfies (keyof ColumnSummary)[];

/** One row a column. */
export function summarizeColumns(
  columns: readonly string[],
  valuesOf: (column: string) => readonly unknown[],
): ColumnSummary[] {
  return columns.map((column) => {
    const values = valuesOf(column);
    const present = values.filter((value) => !isMissing(value));
    const counts = new Map<unknown, number>();
    for (const value of present) counts.set(value, (counts.get(value) ?? 0) + 1);
    const [top, topCount] = [...counts].reduce<readonly [unknown, number]>(
      (best, entry) => (entry[1] > best[1] ? entry : best),
      [undefined, 0],
    );
    const type = typeOf(present);
    return {
      column,
      type,
      count: present.length,
      missing: values.length - present.length,
      distinct: counts.size,
      top,
      top_count: topCount,
      ...(type === 'number' && numberSummary(present as readonly number[])),
    };
  });
}

function typeOf(values: readonly unknown[]): ColumnSummary['type'] {
  const types = new Set(values.map((value) => typeof value));
  if (types.size === 0) return 'empty';
  if (types.size > 1) return 'mixed';
  return types.has('number') ? 'number' : types.has('string') ? 'text' : 'other';
}

function numberSummary(numbers: readonly number[]): Pick<ColumnSummary, 'min' | 'mean' | 'std' | 'max'> {
  return {
    min: numbers.reduce((a, b) => Math.min(a, b)),
    mean: meanOf(numbers),
    std: deviationOf(numbers),
    max: numbers.reduce((a, b) => Math.max(a, b)),
  };
}
