import { checkNumber, checkOptionNames } from '../../core/options.js';
import { defineStage } from './defineStage.js';
import type { Stage } from './stream.js';

/** How far a reading has come. */
export interface Progress {
  /** How many values have passed. */
  readonly count: number;
  /** How many there will be, where that is known. */
  readonly total?: number;
  /** Seconds since the first value was asked for. */
  readonly seconds: number;
  /** Values a second, over the whole time; 0 before the first value. */
  readonly perSecond: number;
  /** Whether values still come, all have come, or the reading was left early or failed. The last report of a reading says so. */
  readonly state: 'running' | 'finished' | 'stopped';
}

/** Options of `progress`. */
export interface ProgressOptions {
  /** How many values there will be. */
  readonly total?: number;
  /** Milliseconds between two reports, at least (default 1000); 0 reports each value. */
  readonly every?: number;
}

/**
 * Reports how many values have passed and how fast, and passes them on.
 *
 * A report comes when a value does, at most every so often, and one at the end, however the reading ends.
 * `segkit/node` has a bar for the terminal, `countBar`.
 *
 * @throws OptionError for a total or interval below 0.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, progress, toArray } = generators;
 * await toArray(pipe([1, 2, 3], progress(({ count, total, state }) => console.log(`${count}/${total} ${state}`), { total: 3 })));
 * // 1/3 running, 3/3 finished
 * ```
 */
export function progress<T>(report: (progress: Progress) => void, options: ProgressOptions = {}): Stage<T, T> {
  checkOptionNames('progress', options, ['total', 'every']);
  const { total, every = 1000 } = options;
  checkNumber('progress', 'every', every, { min: 0 });
  if (total !== undefined) checkNumber('progress', 'total', total, { min: 0, integer: true });
  return defineStage((upstream) => {
    let start: number | undefined;
    let reported = -Infinity;
    let count = 0;
    let hasFinished = false;
    const tell = (state: Progress['state'], now: number): void => {
      const seconds = (now - (start ?? now)) / 1000;
      const perSecond = seconds > 0 ? count / seconds : 0;
      reported = now;
      report({ count, ...(total !== undefined && { total }), seconds, perSecond, state });
    };
    const next = async (): Promise<IteratorResult<T>> => {
      start ??= performance.now();
      const step = await upstream.next();
      if (step.done) {
        hasFinished = true;
        return step;
      }
      count++;
      const now = performance.now();
      if (now - reported >= every) tell('running', now);
      return step;
    };
    const close = async (): Promise<void> => {
      if (start !== undefined) tell(hasFinished ? 'finished' : 'stopped', performance.now());
    };
    return { next, close };
  });
}
