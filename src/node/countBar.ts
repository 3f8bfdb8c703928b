import { checkOptionNames } from '../core/options.js';
import type { Progress } from '../data/generators/progress.js';
import { formatDuration } from './formatDuration.js';
import { type ProgressStream, terminalBar } from './terminalBar.js';

/** Options of {@link countBar}. */
export interface CountBarOptions {
  /** What is done (default `Read`). */
  readonly name?: string;
  /** What is counted (default `values`). */
  readonly unit?: string;
  /** Where it is written to (default `process.stdout`). */
  readonly stream?: ProgressStream;
}

/**
 * Shows the progress of a pipeline: on a terminal a bar with rate and remaining time, elsewhere (a file, a pipe, CI) one
 * line at the end.
 *
 * @throws OptionError for options that do not exist.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 * import { countBar } from 'segkit/node';
 *
 * const { pipe, progress, toArray } = generators;
 * await toArray(pipe([1, 2, 3], progress(countBar({ unit: 'pictures' }), { total: 3 }))); // Read: 3 pictures in 0.0 s, …
 * ```
 */
export function countBar(options: CountBarOptions = {}): (progress: Progress) => void {
  checkOptionNames('countBar', options, ['name', 'unit', 'stream']);
  const { name = 'Read', unit = 'values', stream = process.stdout as ProgressStream } = options;
  const bar = stream.isTTY ? terminalBar(stream) : undefined;

  return ({ count, total, seconds, perSecond, state }) => {
    const rate = `${perSecond < 100 ? perSecond.toPrecision(3) : Math.round(perSecond)} ${unit}/s`;
    if (state === 'running') {
      const rest = total === undefined ? undefined : Math.max(0, total - count) / perSecond;
      const left = rest === undefined || !Number.isFinite(rest) ? '' : `  ${formatDuration(rest)} left`;
      bar?.update({ name, value: count, ...(total !== undefined && { total }), detail: `${rate}${left}` });
      return;
    }
    bar?.clear();
    const stopped = state === 'stopped' ? ', then stopped' : '';
    stream.write(`${name}: ${count} ${unit} in ${formatDuration(seconds)}, ${rate}${stopped}.\n`);
  };
}
