import { checkNumber } from '../../core/options.js';
import { defineStage } from './defineStage.js';
import { readAhead } from './readAhead.js';
import type { Stage } from './stream.js';

/**
 * Keeps up to `size` values ready while the reader is busy, and refills as soon as one is taken.
 *
 * The source is asked for one value at a time; for work that overlaps, give `map` a `concurrency`. An error of the
 * source is reported after the values that came before it.
 *
 * @throws OptionError for a size that is no whole number from 1.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, map, batch, prefetch } = generators;
 * const batches = pipe([1, 2, 3, 4], map((n) => n * n, { concurrency: 2 }), batch(2), prefetch(2));
 * for await (const squares of batches) console.log(squares); // [1, 4], [9, 16]
 * ```
 */
export function prefetch<T>(size: number): Stage<T, T> {
  checkNumber('prefetch', 'size', size, { min: 1, integer: true });
  return defineStage((upstream) => readAhead(upstream, { limit: size, ordered: true, run: async (value) => value }));
}
