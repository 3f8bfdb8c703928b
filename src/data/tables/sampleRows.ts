import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';

/** Options of `table.sample`: how many rows, or which part of them. */
export interface SampleRowsOptions {
  /** How many rows, at most as many as there are. */
  readonly count?: number;
  /** Which part of the rows, 0 … 1, rounded down. */
  readonly fraction?: number;
  /** What the choice depends on (default 0). */
  readonly seed?: number | string;
}

/**
 * Rows drawn by chance, in their order. Each row has its place by a number drawn from seed and position alone: more rows
 * of the same seed hold all of fewer, and rows that are appended only take the places of others.
 */
export function sampleRows<R>(rows: readonly R[], options: SampleRowsOptions): R[] {
  checkOptionNames('sample', options, ['count', 'fraction', 'seed']);
  const { count, fraction, seed = 0 } = options;
  if ((count === undefined) === (fraction === undefined)) {
    throw new OptionError('sample: give either count or fraction, such as { count: 100 }.', { option: 'count' });
  }
  if (count !== undefined) checkNumber('sample', 'count', count, { min: 0, max: rows.length, integer: true });
  if (fraction !== undefined) checkNumber('sample', 'fraction', fraction, { min: 0, max: 1 });
  const wanted = count ?? Math.floor(rows.length * (fraction as number));
  const places = rows.map((_, index) => ({ index, place: random('sample', seed, index).uniform() }));
  const chosen = places.sort((a, b) => a.place - b.place || a.index - b.index).slice(0, wanted);
  return chosen.sort((a, b) => a.index - b.index).map(({ index }) => rows[index]);
}
