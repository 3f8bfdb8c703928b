import { checkNumber, checkOptionNames } from '../../core/options.js';
import { defineStage } from './defineStage.js';
import { checkOnError, handleError, type OnError, stageError } from './failure.js';
import { done } from './iterator.js';
import { readAhead, skipped } from './readAhead.js';
import type { Stage } from './stream.js';

/** What `map` tells its function beside the value. */
export interface MapContext {
  /** The position of the value, from 0. */
  readonly index: number;
  /** Aborted when the pipeline is left early or fails; hand it on to what can be cancelled, such as `fetch`. */
  readonly signal: AbortSignal;
}

/** Options of `map`. */
export interface MapOptions {
  /** How many calls run at a time (default 1). From 2 on, it reads ahead by as many values. */
  readonly concurrency?: number;
  /** Whether results keep the order of the source (default), or come as they are ready. */
  readonly ordered?: boolean;
  /** What happens to a value that the function fails on (default `throw`). */
  readonly onError?: OnError;
  /** What errors call this stage; by default the function's own name, or `map`. */
  readonly name?: string;
}

/**
 * Applies a function to each value, several at a time if asked to.
 *
 * With `concurrency` n, at most n values are worked on or wait for the reader. An error becomes a `DataError` with the
 * stage's name, the value's `id` and `file` where it has them, and the error as its `cause`; the other calls that run
 * are waited for, and the source is closed.
 *
 * @throws OptionError for a concurrency that is no whole number from 1.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const lengths = generators.pipe(
 *   ['a.jpg', 'bc.jpg'],
 *   generators.map(async (file, { index }) => file.length + index, { concurrency: 4 }),
 * );
 * for await (const length of lengths) console.log(length); // 5, 7
 * ```
 */
export function map<T, U>(
  transform: (value: T, context: MapContext) => U | Promise<U>,
  options: MapOptions = {},
): Stage<T, U> {
  checkOptionNames('map', options, ['concurrency', 'ordered', 'onError', 'name']);
  const { concurrency = 1, ordered = true, onError = 'throw', name = transform.name || 'map' } = options;
  checkNumber('map', 'concurrency', concurrency, { min: 1, integer: true });
  checkOnError('map', onError);

  return defineStage((upstream) => {
    const controller = new AbortController();
    const counts = { failed: 0, read: 0 };
    const run = async (value: T, index: number): Promise<U | typeof skipped> => {
      counts.read++;
      try {
        return await transform(value, { index, signal: controller.signal });
      } catch (cause) {
        const error = stageError(name, value, index, cause);
        if (controller.signal.aborted) throw error;
        counts.failed++;
        handleError(onError, error, { ...counts });
        return skipped;
      }
    };
    if (concurrency > 1) {
      const ahead = readAhead(upstream, { limit: concurrency, ordered, run });
      const close = async (): Promise<void> => {
        controller.abort();
        await ahead.close?.();
      };
      return { next: ahead.next, close };
    }
    // One at a time reads nothing ahead, so that a lazy source stays lazy.
    let index = 0;
    let running: Promise<unknown> = Promise.resolve();
    const next = async (): Promise<IteratorResult<U>> => {
      for (;;) {
        const step = await upstream.next();
        if (step.done || controller.signal.aborted) return done;
        const work = run(step.value, index++);
        running = work.catch(() => undefined);
        const value = await work;
        if (value !== skipped) return { done: false, value };
      }
    };
    const close = async (): Promise<void> => {
      controller.abort();
      await running;
    };
    return { next, close };
  });
}
