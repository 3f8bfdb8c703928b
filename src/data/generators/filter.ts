import { checkOptionNames } from '../../core/options.js';
import { defineStage } from './defineStage.js';
import { checkOnError, handleError, type OnError, stageError } from './failure.js';
import { done } from './iterator.js';
import type { Stage } from './stream.js';

/** Options of `filter` and `tap`. */
export interface FilterOptions {
  /** What happens to a value that the function fails on (default `throw`). */
  readonly onError?: OnError;
  /** What errors call this stage; by default the function's own name, or that of the stage. */
  readonly name?: string;
}

/**
 * Keeps the values that a predicate says yes to. A type guard narrows the type.
 *
 * @throws OptionError for options that do not exist.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const even = generators.pipe([1, 2, 3, 4], generators.filter((n) => n % 2 === 0));
 * console.log(await generators.toArray(even)); // [2, 4]
 * ```
 */
export function filter<T, U extends T>(
  predicate: (value: T, index: number) => value is U,
  options?: FilterOptions,
): Stage<T, U>;
export function filter<T>(
  predicate: (value: T, index: number) => boolean | Promise<boolean>,
  options?: FilterOptions,
): Stage<T, T>;
export function filter<T>(
  predicate: (value: T, index: number) => boolean | Promise<boolean>,
  options: FilterOptions = {},
): Stage<T, T> {
  checkOptionNames('filter', options, ['onError', 'name']);
  const { onError = 'throw', name = predicate.name || 'filter' } = options;
  checkOnError('filter', onError);
  return defineStage((upstream) => {
    let [read, failed] = [0, 0];
    const keeps = async (value: T): Promise<boolean> => {
      const index = read++;
      try {
        return await predicate(value, index);
      } catch (cause) {
        handleError(onError, stageError(name, value, index, cause), { failed: ++failed, read });
        return false;
      }
    };
    const next = async (): Promise<IteratorResult<T>> => {
      for (;;) {
        const step = await upstream.next(); // says that it has ended once the pipeline is closed
        if (step.done) return done;
        if (await keeps(step.value)) return step;
      }
    };
    return { next };
  });
}
