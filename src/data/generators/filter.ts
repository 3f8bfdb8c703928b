import { defineStage } from './defineStage.js';
import { stageError } from './failure.js';
import { done } from './iterator.js';
import type { Stage } from './stream.js';

/**
 * Keeps the values that a predicate says yes to. A type guard narrows the type.
 *
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const even = generators.pipe([1, 2, 3, 4], generators.filter((n) => n % 2 === 0));
 * console.log(await generators.toArray(even)); // [2, 4]
 * ```
 */
export function filter<T, U extends T>(predicate: (value: T, index: number) => value is U): Stage<T, U>;
export function filter<T>(predicate: (value: T, index: number) => boolean | Promise<boolean>): Stage<T, T>;
export function filter<T>(predicate: (value: T, index: number) => boolean | Promise<boolean>): Stage<T, T> {
  return defineStage((upstream) => {
    let index = 0;
    const next = async (): Promise<IteratorResult<T>> => {
      for (;;) {
        const step = await upstream.next(); // says that it has ended once the pipeline is closed
        if (step.done) return done;
        if (await keeps(step.value, index++)) return step;
      }
    };
    return { next };
  });

  async function keeps(value: T, index: number): Promise<boolean> {
    try {
      return await predicate(value, index);
    } catch (cause) {
      throw stageError(predicate.name || 'filter', value, index, cause);
    }
  }
}
