import { checkNumber, checkOptionNames } from '../../core/options.js';
import { defineStage } from './defineStage.js';
import { done } from './iterator.js';
import type { Stage } from './stream.js';

/** Which part of the values one of several processes takes. */
export interface Shard {
  /** The number of this process, from 0. */
  readonly index: number;
  /** How many processes there are. */
  readonly count: number;
}

/**
 * Takes every `count`-th value, from the one at `index` on, so that several processes share the values out: each value
 * goes to one of them. Put it right after the list of files, before anything that costs time; a `shuffle` before it
 * needs the same seed in all processes.
 *
 * Where the number of values is no multiple of `count`, the first processes get one more.
 *
 * @throws OptionError for a count below 1, or an index that is not below it.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, shard, toArray } = generators;
 * console.log(await toArray(pipe(['a', 'b', 'c', 'd', 'e'], shard({ index: 1, count: 2 })))); // ['b', 'd']
 * ```
 */
export function shard<T>(options: Shard): Stage<T, T> {
  checkOptionNames('shard', options, ['index', 'count']);
  const { index, count } = options;
  checkNumber('shard', 'count', count, { min: 1, integer: true });
  checkNumber('shard', 'index', index, { min: 0, max: count - 1, integer: true });
  return defineStage((upstream) => {
    let position = 0;
    const next = async (): Promise<IteratorResult<T>> => {
      for (;;) {
        const step = await upstream.next();
        if (step.done) return done;
        if (position++ % count === index) return step;
      }
    };
    return { next };
  });
}
