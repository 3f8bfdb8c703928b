import { closeAll } from './defineStage.js';
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
    const next = async (): Promise<IteratorResult<T>> => {
      while (upstream || position < streams.length) {
        upstream ??= openSource(atPass(streams[position++], pass));
        const step = await upstream.next();
        if (!step.done) return step;
        upstream = undefined;
      }
      return done;
    };
    return createIterator({ next, close: () => closeAll(upstream ? [upstream.close] : []) });
  });
}
