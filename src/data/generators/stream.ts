import { DataError } from '../../core/errors.js';
import { asyncIterator, createIterator } from './iterator.js';

/**
 * What a pipeline can begin with: an array or any other iterable, an async iterable, or a function that makes one.
 *
 * The function is called anew for each reading. A generator *object* can be read only once; the generator *function*
 * has no such limit.
 */
export type Source<T> = Iterable<T> | AsyncIterable<T> | (() => Iterable<T> | AsyncIterable<T>);

/** A step of a pipeline: takes an async iterable and gives another. Every `async function*` of one parameter is one. */
export type Stage<T, U> = (source: AsyncIterable<T>) => AsyncIterable<U>;

const details = Symbol('segkit.stream');

/** What our own iterables know beside how to be read. */
interface StreamDetails<T> {
  /** Starts a reading; without a pass, in the pass that this stream is bound to. */
  readonly open: (pass?: number) => AsyncIterator<T>;
  readonly pass?: number;
  /** The array that is read, where the source is one. */
  readonly array?: readonly T[];
}

/** An async iterable that starts afresh each time it is read, and can be told which pass it is in. */
export interface Stream<T> extends AsyncIterable<T> {
  readonly [details]: StreamDetails<T>;
}

/** Makes a {@link Stream}. */
export function createStream<T>(
  open: (pass?: number) => AsyncIterator<T>,
  bound: { readonly pass?: number; readonly array?: readonly T[] } = {},
): Stream<T> {
  return { [details]: { open, ...bound }, [Symbol.asyncIterator]: () => open(bound.pass) };
}

const detailsOf = <T>(source: AsyncIterable<T>): StreamDetails<T> | undefined =>
  (source as Partial<Stream<T>>)[details] as StreamDetails<T> | undefined;

/** The array behind an iterable, where there is one. */
export const arrayOf = <T>(source: AsyncIterable<T>): readonly T[] | undefined => detailsOf(source)?.array;

/** The pass that an iterable is bound to, if it is. */
export const boundPass = (source: AsyncIterable<unknown>): number | undefined => detailsOf(source)?.pass;

/** The pass that an iterable is in. */
export const passOf = (source: AsyncIterable<unknown>): number => boundPass(source) ?? 0;

/** What stays the same for an iterable in all passes and readings. */
export const identityOf = (source: AsyncIterable<unknown>): object => detailsOf(source)?.open ?? source;

/** The same iterable in another pass; what is not ours does not know passes and stays as it is. */
export function atPass<T>(source: AsyncIterable<T>, pass: number | undefined): AsyncIterable<T> {
  const known = detailsOf(source);
  return known && pass !== undefined ? createStream(known.open, { pass, array: known.array }) : source;
}

/**
 * Makes an async iterable out of an iterable or a function, the beginning of a pipeline. `pipe` calls it by itself.
 *
 * @throws DataError when a generator object is read a second time.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const numbers = generators.from(function* () {
 *   for (let i = 0; i < 3; i++) yield i;
 * });
 * for await (const number of numbers) console.log(number); // 0, 1, 2
 * ```
 */
export function from<T>(source: Source<T>): AsyncIterable<T> {
  if (typeof source === 'function') {
    return createStream(() => lazyIterator(() => readOnceAtMost(source())()));
  }
  if (detailsOf(source as AsyncIterable<T>)) return source as AsyncIterable<T>;
  const array = Array.isArray(source) ? (source as readonly T[]) : undefined;
  return createStream(() => lazyIterator(readOnceAtMost(source)), { array });
}

/** Opens nothing before the first value is asked for, so that what is never read need not be closed. */
function lazyIterator<T>(open: () => AsyncIterator<T>): AsyncIterator<T> {
  let iterator: AsyncIterator<T> | undefined;
  return createIterator({
    next: () => {
      iterator ??= open();
      return iterator.next();
    },
    close: async () => {
      await iterator?.return?.();
    },
  });
}

/** Objects that were read and cannot be read again. */
const readObjects = new WeakSet<object>();

function readOnceAtMost<T>(source: Iterable<T> | AsyncIterable<T>): () => AsyncIterator<T> {
  return () => {
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    if ((iterator as unknown) === source) {
      if (readObjects.has(source)) {
        throw new DataError(
          'from: this generator object was read already, and can be read only once. ' +
            'Give the function that makes it: from(() => generator()).',
        );
      }
      readObjects.add(source);
    }
    return asyncIterator(iterator);
  };
}
