import { checkNumber } from '../../core/options.js';
import { createIterator, done, openSource, type Upstream } from './iterator.js';
import { atPass, createStream, passOf, type Stage } from './stream.js';

/**
 * Reads what comes before it again and again: `count` times, or without end.
 *
 * Each pass opens the stages before it anew and tells them its number, so that `shuffle` gives another order each
 * time, and the same orders in every run. A pass that gives nothing ends the repetition.
 *
 * @throws OptionError for a count that is no whole number.
 * @throws DataError if the source is a generator object, which can be read only once.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, shuffle, repeat, take, toArray } = generators;
 * console.log(await toArray(pipe(['a', 'b', 'c'], shuffle(), repeat(), take(7))));
 * ```
 */
export function repeat<T>(count = Infinity): Stage<T, T> {
  checkNumber('repeat', 'count', count, { min: 0, integer: count !== Infinity });
  return (source) =>
    createStream((outerPass) => {
      // A repetition within a repetition goes on counting, so that no two passes are alike.
      const first = (outerPass ?? passOf(source)) * (count === Infinity ? 0 : count);
      let pass = 0;
      let upstream: Upstream<T> | undefined;
      let hasGiven = true;
      let isClosed = false;
      const next = async (): Promise<IteratorResult<T>> => {
        for (;;) {
          if (!upstream) {
            // Closing ends the pass too, and must not start another.
            if (isClosed || pass >= count || !hasGiven) return done;
            upstream = openSource(atPass(source, first + pass++));
            hasGiven = false;
          }
          const step = await upstream.next();
          if (!step.done) {
            hasGiven = true;
            return step;
          }
          upstream = undefined;
        }
      };
      const close = async (): Promise<void> => {
        isClosed = true;
        await upstream?.close();
      };
      return createIterator({ next, close });
    });
}
