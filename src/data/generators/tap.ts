import { map } from './map.js';
import type { Stage } from './stream.js';

/**
 * Calls a function with each value and passes the value on: for counting, logging, looking.
 *
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const seen: number[] = [];
 * await generators.toArray(generators.pipe([1, 2], generators.tap((n) => void seen.push(n))));
 * console.log(seen); // [1, 2]
 * ```
 */
export function tap<T>(look: (value: T, index: number) => void | Promise<void>): Stage<T, T> {
  return map(
    async (value: T, { index }) => {
      await look(value, index);
      return value;
    },
    { name: look.name || 'tap' },
  );
}
