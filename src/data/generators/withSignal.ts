import { createIterator, openSource } from './iterator.js';
import { atPass, createStream, type Stage } from './stream.js';

/**
 * Ends the pipeline when a signal is aborted: the reader gets the signal's reason at once, and every stage before this
 * one is closed. Put it last.
 *
 * Closing goes on in the background, since what made the reader lose patience may not come to an end: a stage closes as
 * soon as its own pending step has.
 *
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const controller = new AbortController();
 * const numbers = generators.pipe([1, 2, 3], generators.withSignal(controller.signal));
 * try {
 *   for await (const number of numbers) if (number === 2) controller.abort();
 * } catch (error) {
 *   console.log((error as Error).name); // AbortError
 * }
 * ```
 */
export function withSignal<T>(signal: AbortSignal): Stage<T, T> {
  return (source) =>
    createStream((pass) => {
      const upstream = openSource(atPass(source, pass));
      const next = async (): Promise<IteratorResult<T>> => {
        signal.throwIfAborted();
        return untilAborted(upstream.next(), signal);
      };
      const close = async (): Promise<void> => {
        const closing = upstream.close();
        if (!signal.aborted) return closing;
        closing.catch(() => undefined);
      };
      return createIterator({ next, close });
    });
}

/** The promise's outcome, or the signal's reason if that comes first. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
