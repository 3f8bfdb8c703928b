import { DataError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { bytesOf } from './bytesOf.js';
import { createIterator, done, openSource } from './iterator.js';
import { atPass, createStream, identityOf, type Stage } from './stream.js';

/** Options of `cache`. */
export interface CacheOptions {
  /** How many bytes are kept at most (default 1 GiB). */
  readonly maxBytes?: number;
  /**
   * What happens when the values need more: an error (`throw`, default), or they are not kept and read each time
   * (`pass`).
   */
  readonly whenFull?: 'throw' | 'pass';
}

/** What a cache knows of one source. */
interface Kept<T> {
  values?: readonly T[];
  isTooLarge?: boolean;
}

/**
 * Keeps all values in memory in the first reading that comes to its end; later ones give them again without asking the
 * source. A reading that is left early or fails keeps nothing.
 *
 * Put it after the work that is to be done once, and before whatever is to differ from pass to pass: a `shuffle` before
 * it would give its first order for ever. The values are shared: later stages must not change them. `cacheToDisk` of
 * `segkit/node` keeps what memory cannot hold; `cacheDataset` keeps the samples of a data set, in any order.
 *
 * @throws OptionError for options that do not exist; DataError while it is read, if the values need more than `maxBytes`.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, map, cache, shuffle, repeat, toArray } = generators;
 * let decoded = 0;
 * const decode = (file: string): string => `${file} ${++decoded}`;
 * const values = pipe(['a', 'b'], map(decode), cache(), shuffle({ buffer: Infinity }), repeat(3));
 * console.log((await toArray(values)).length, decoded); // 6 values, 2 decoded
 * ```
 */
export function cache<T>(options: CacheOptions = {}): Stage<T, T> {
  checkOptionNames('cache', options, ['maxBytes', 'whenFull']);
  const { maxBytes = 2 ** 30, whenFull = 'throw' } = options;
  checkNumber('cache', 'maxBytes', maxBytes, { min: 0 });
  checkOneOf('cache', 'whenFull', whenFull, ['throw', 'pass']);
  // A pipeline makes its stages anew for each reading; what they read stays the same.
  const bySource = new WeakMap<object, Kept<T>>();

  return (source) => {
    const identity = identityOf(source);
    const kept = bySource.get(identity) ?? {};
    bySource.set(identity, kept);
    return createStream((pass) => {
      if (kept.values) return replay(kept.values);
      const upstream = openSource(atPass(source, pass));
      let values: T[] | undefined = kept.isTooLarge ? undefined : [];
      let bytes = 0;
      const next = async (): Promise<IteratorResult<T>> => {
        const step = await upstream.next();
        if (step.done) {
          kept.values ??= values;
          return done;
        }
        if (!values) return step;
        bytes += bytesOf(step.value);
        if (bytes <= maxBytes) values.push(step.value);
        else {
          if (whenFull === 'throw') throw tooLarge(values.length, maxBytes);
          kept.isTooLarge = true;
          values = undefined;
        }
        return step;
      };
      return createIterator({ next, close: () => upstream.close() });
    });
  };
}

function replay<T>(values: readonly T[]): AsyncIterator<T> {
  let position = 0;
  return createIterator({
    next: async () => (position < values.length ? { done: false, value: values[position++] } : done),
    close: async () => undefined,
  });
}

const tooLarge = (count: number, maxBytes: number): DataError =>
  new DataError(
    `cache: after ${count} values there is no room for the next within maxBytes, ${maxBytes}. Raise it, keep smaller ` +
      "values, read them each time (whenFull: 'pass'), or keep them on disk (cacheToDisk of segkit/node).",
    { stage: 'cache' },
  );
