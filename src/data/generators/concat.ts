import { createIterator, done, openSource, type Upstream } from './iterator.js';
import { atPass, createStream, from, type Source } from './stream.js';

/**
 * Reads several sources one after the other.
 *
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * console.log(await generators.toArray(generators.concat([1, 2], [3]))); // [1, 2, 3]
 * ```
 */
export function concat<T>(...sources: readonly Source<T>[]): AsyncIterable<T> {
  const streams = sources.map((source) => from(source));
  return createStream<T>((pass) => {
    let position = 0;
    let upstream: Upstream<T> | undefined;
    let isClosed = false;
    const next = async (): Promise<IteratorResult<T>> => {
      while (!isClosed && (upstream || position < streams.length)) {
        upstream ??= openSource(atPass(streams[position++], pass));
        const step = await upstream.next();
        if (!step.done) return step;
        upstream = undefined;
      }
      return done;
    };
    const close = async (): Promise<void> => {
      isClosed = true; // closing ends this source too, and must not open the next
      await upstream?.close();
    };
    return createIterator({ next, close });
  });
}
