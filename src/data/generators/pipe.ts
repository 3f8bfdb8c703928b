import { atPass, createStream, from, type Source, type Stage } from './stream.js';

/**
 * Leads a source through stages, one after the other, and gives an async iterable that can be read any number of times.
 *
 * Leaving it early (`break`, an error, `return()`) closes every stage up to the source. A stage is one of this
 * namespace, or any function from an async iterable to another, such as an `async function*` of your own; it is called
 * anew for each reading. One call takes up to eight stages; what it gives can be the source of another.
 *
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, shuffle, repeat, map, batch, take } = generators;
 *
 * const batches = pipe(
 *   ['a.jpg', 'b.jpg', 'c.jpg'],
 *   shuffle({ seed: 1 }),
 *   repeat(), // without end, shuffled anew each time
 *   map(async (file) => file.toUpperCase()),
 *   batch(2),
 *   take(3),
 * );
 * for await (const files of batches) console.log(files);
 * ```
 */
export function pipe<A>(source: Source<A>): AsyncIterable<A>;
export function pipe<A, B>(source: Source<A>, a: Stage<A, B>): AsyncIterable<B>;
export function pipe<A, B, C>(source: Source<A>, a: Stage<A, B>, b: Stage<B, C>): AsyncIterable<C>;
export function pipe<A, B, C, D>(source: Source<A>, a: Stage<A, B>, b: Stage<B, C>, c: Stage<C, D>): AsyncIterable<D>;
export function pipe<A, B, C, D, E>(
  source: Source<A>,
  a: Stage<A, B>,
  b: Stage<B, C>,
  c: Stage<C, D>,
  d: Stage<D, E>,
): AsyncIterable<E>;
export function pipe<A, B, C, D, E, F>(
  source: Source<A>,
  a: Stage<A, B>,
  b: Stage<B, C>,
  c: Stage<C, D>,
  d: Stage<D, E>,
  e: Stage<E, F>,
): AsyncIterable<F>;
export function pipe<A, B, C, D, E, F, G>(
  source: Source<A>,
  a: Stage<A, B>,
  b: Stage<B, C>,
  c: Stage<C, D>,
  d: Stage<D, E>,
  e: Stage<E, F>,
  f: Stage<F, G>,
): AsyncIterable<G>;
export function pipe<A, B, C, D, E, F, G, H>(
  source: Source<A>,
  a: Stage<A, B>,
  b: Stage<B, C>,
  c: Stage<C, D>,
  d: Stage<D, E>,
  e: Stage<E, F>,
  f: Stage<F, G>,
  g: Stage<G, H>,
): AsyncIterable<H>;
export function pipe<A, B, C, D, E, F, G, H, I>(
  source: Source<A>,
  a: Stage<A, B>,
  b: Stage<B, C>,
  c: Stage<C, D>,
  d: Stage<D, E>,
  e: Stage<E, F>,
  f: Stage<F, G>,
  g: Stage<G, H>,
  h: Stage<H, I>,
): AsyncIterable<I>;
export function pipe(source: Source<unknown>, ...stages: readonly Stage<unknown, unknown>[]): AsyncIterable<unknown> {
  return stages.reduce(
    (upstream, stage) => createStream((pass) => stage(atPass(upstream, pass))[Symbol.asyncIterator]()),
    from(source),
  );
}
