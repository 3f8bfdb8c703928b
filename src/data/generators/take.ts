import { checkNumber } from '../../core/options.js';
import { defineStage } from './defineStage.js';
import { done } from './iterator.js';
import type { Stage } from './stream.js';

/**
 * Passes on the first `count` values, and then closes the source.
 *
 * @throws OptionError for a count that is no whole number.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * console.log(await generators.toArray(generators.pipe([1, 2, 3], generators.take(2)))); // [1, 2]
 * ```
 */
export function take<T>(count: number): Stage<T, T> {
  checkNumber('take', 'count', count, { min: 0, integer: count !== Infinity });
  return defineStage((upstream) => {
    let taken = 0;
    // The source is closed when the value after the last is asked for: the last may live only as long as it is open.
    return { next: async () => (taken++ < count ? upstream.next() : done) };
  });
}

/**
 * Leaves out the first `count` values.
 *
 * @throws OptionError for a count that is no whole number.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * console.log(await generators.toArray(generators.pipe([1, 2, 3], generators.skip(2)))); // [3]
 * ```
 */
export function skip<T>(count: number): Stage<T, T> {
  checkNumber('skip', 'count', count, { min: 0, integer: count !== Infinity });
  return defineStage((upstream) => {
    let left = count;
    const next = async (): Promise<IteratorResult<T>> => {
      while (left > 0) {
        left--;
        const step = await upstream.next();
        if (step.done) return done;
      }
      return upstream.next();
    };
    return { next };
  });
}
