/** What an iterator is made of: how it goes on, and what has to be closed when it ends, fails or is left early. */
export interface IteratorParts<T> {
  next(): Promise<IteratorResult<T>>;
  close(): Promise<void>;
}

/** The end of every iteration. */
export const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * An async iterator that keeps three promises which a native async generator does not keep, or not at once:
 *
 * - `return()` closes at once even while a `next()` is pending, instead of queueing behind it; the pending one then
 *   reports the end;
 * - an error is reported once, after everything is closed, and the end ever after;
 * - calls of `next()` that overlap are answered one after the other.
 */
export function createIterator<T>(parts: IteratorParts<T>): AsyncIterableIterator<T> {
  let last: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;
  let interrupt: (() => void) | undefined;

  const close = (): Promise<void> => {
    closing ??= parts.close();
    interrupt?.();
    return closing;
  };

  const answer = async (): Promise<IteratorResult<T>> => {
    let result: IteratorResult<T>;
    try {
      result = await parts.next();
    } catch (error) {
      if (closing) return done;
      interrupt = undefined;
      // The first error is the one to report; closing after it may fail for the same reason.
      await close().catch(() => undefined);
      throw error;
    }
    if (closing) return done;
    interrupt = undefined;
    if (result.done) await close();
    return result;
  };

  const step = (): Promise<IteratorResult<T>> =>
    new Promise((resolve, reject) => {
      if (closing) return resolve(done);
      interrupt = () => resolve(done);
      answer().then(resolve, reject);
    });

  return {
    next: () => {
      const result = last.then(step, step);
      last = result.catch(() => undefined);
      return result;
    },
    return: async () => {
      await close();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Makes any iterator an async one. Values are passed on as they are: promises are not awaited. */
export function asyncIterator<T>(iterator: Iterator<T> | AsyncIterator<T>): AsyncIterator<T> {
  return {
    next: async () => iterator.next(),
    return: async () => {
      await iterator.return?.();
      return done;
    },
  };
}

/** The side of a stage that reads: it opens its source at the first `next`, and closes it at most once. */
export interface Upstream<T> {
  next(): Promise<IteratorResult<T>>;
  close(): Promise<void>;
}

/** Opens an iterable for a stage to read. */
export function openSource<T>(source: AsyncIterable<T>): Upstream<T> {
  let iterator: AsyncIterator<T> | undefined;
  let isFinished = false;
  return {
    next: async () => {
      if (isFinished) return done;
      try {
        iterator ??= source[Symbol.asyncIterator]();
        const result = await iterator.next();
        if (result.done) isFinished = true;
        return result;
      } catch (error) {
        isFinished = true; // as for `for await`: what has thrown has ended
        throw error;
      }
    },
    close: async () => {
      if (isFinished) return;
      isFinished = true;
      await iterator?.return?.();
    },
  };
}
