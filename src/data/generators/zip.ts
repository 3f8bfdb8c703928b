import { closeAll } from './defineStage.js';
import { createIterator, done, openSource } from './iterator.js';
import { atPass, createStream, from, type Source } from './stream.js';

/**
 * Reads several sources side by side, and ends with the shortest, closing the others.
 *
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * console.log(await generators.toArray(generators.zip([1, 2, 3], ['a', 'b']))); // [[1, 'a'], [2, 'b']]
 * ```
 */
export function zip<T extends readonly unknown[]>(
  ...sources: { readonly [K in keyof T]: Source<T[K]> }
): AsyncIterable<T> {
  const streams = (sources as readonly Source<unknown>[]).map((source) => from(source));
  return createStream<T>((pass) => {
    const upstreams = streams.map((stream) => openSource(atPass(stream, pass)));
    const next = async (): Promise<IteratorResult<T>> => {
      if (upstreams.length === 0) return done;
      const outcomes = await Promise.allSettled(upstreams.map((upstream) => upstream.next()));
      const values: unknown[] = [];
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') throw outcome.reason;
        if (outcome.value.done) return done;
        values.push(outcome.value.value);
      }
      return { done: false, value: values as unknown as T };
    };
    return createIterator({ next, close: () => closeAll(upstreams.map((upstream) => upstream.close)) });
  });
}
