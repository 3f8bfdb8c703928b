import { checkOptionNames } from '../../core/options.js';
import type { FilterOptions } from './filter.js';
import { map } from './map.js';
import type { Stage } from './stream.js';

/**
 * Calls a function with each value and passes the value on: for counting, logging, looking.
 *
 * @throws OptionError for options that do not exist.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const seen: number[] = [];
 * await generators.toArray(generators.pipe([1, 2], generators.tap((n) => void seen.push(n))));
 * console.log(seen); // [1, 2]
 * ```
 */
export function tap<T>(
  look: (value: T, index: number) => void | Promise<void>,
  options: FilterOptions = {},
): Stage<T, T> {
  checkOptionNames('tap', options, ['onError', 'name']);
  return map(
    async (value: T, { index }) => {
      await look(value, index);
      return value;
    },
    { name: look.name || 'tap', ...options },
  );
}
