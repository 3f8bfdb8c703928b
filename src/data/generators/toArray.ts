import { from, type Source } from './stream.js';

/**
 * Reads everything into an array.
 *
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * console.log(await generators.toArray(new Set(['a', 'b']))); // ['a', 'b']
 * ```
 */
export async function toArray<T>(source: Source<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of from(source)) values.push(value);
  return values;
}
