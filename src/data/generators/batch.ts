import { checkNumber, checkOptionNames } from '../../core/options.js';
import { defineStage } from './defineStage.js';
import { done } from './iterator.js';
import type { Stage } from './stream.js';

/** Options of `batch`. */
export interface BatchOptions {
  /** Whether a last group that is not full is left out (default `false`). */
  readonly dropLast?: boolean;
}

/**
 * Groups values into arrays of `size`; the last may be smaller.
 *
 * @throws OptionError for a size that is no whole number from 1.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * console.log(await generators.toArray(generators.pipe([1, 2, 3], generators.batch(2)))); // [[1, 2], [3]]
 * ```
 */
export function batch<T>(size: number, options: BatchOptions = {}): Stage<T, T[]> {
  checkOptionNames('batch', options, ['dropLast']);
  checkNumber('batch', 'size', size, { min: 1, integer: true });
  const { dropLast = false } = options;
  return defineStage((upstream) => {
    const next = async (): Promise<IteratorResult<T[]>> => {
      const group: T[] = [];
      while (group.length < size) {
        const step = await upstream.next();
        if (step.done) return group.length === 0 || dropLast ? done : { done: false, value: group };
        group.push(step.value);
      }
      return { done: false, value: group };
    };
    return { next };
  });
}
