import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { type PadSamplesOptions, padSamples } from '../padSamples.js';
import type { Sample } from '../sample.js';
import { defineStage } from './defineStage.js';
import { done } from './iterator.js';
import type { Stage } from './stream.js';

/** Options of `batch`. */
export interface BatchOptions {
  /** Whether a last group that is not full is left out (default `false`). */
  readonly dropLast?: boolean;
}

/** Options of `batch` for samples. */
export interface SampleBatchOptions extends BatchOptions {
  /**
   * Pads the samples of a group on the right and below to the size of the largest (`'largest'`), or as options for
   * {@link padSamples} say, such as `{ multiple: 32, ignoreIndex: 255 }`.
   */
  readonly pad: 'largest' | PadSamplesOptions;
}

/**
 * Groups values into arrays of `size`; the last may be smaller. Samples can be padded to one size with it.
 *
 * @throws OptionError for a size that is no whole number from 1.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * console.log(await generators.toArray(generators.pipe([1, 2, 3], generators.batch(2)))); // [[1, 2], [3]]
 * ```
 */
export function batch<T extends Sample>(size: number, options: SampleBatchOptions): Stage<T, T[]>;
export function batch<T>(size: number, options?: BatchOptions): Stage<T, T[]>;
export function batch<T>(size: number, options: BatchOptions & Partial<SampleBatchOptions> = {}): Stage<T, T[]> {
  checkOptionNames('batch', options, ['dropLast', 'pad']);
  checkNumber('batch', 'size', size, { min: 1, integer: true });
  const { dropLast = false, pad } = options;
  if (pad !== undefined) checkPad(pad);
  // Only the overload for samples has `pad`.
  const finish = (group: T[]): T[] =>
    pad === undefined ? group : (padSamples(group as Sample[], pad === 'largest' ? {} : pad) as T[]);
  return defineStage((upstream) => {
    const next = async (): Promise<IteratorResult<T[]>> => {
      const group: T[] = [];
      while (group.length < size) {
        const step = await upstream.next();
        if (step.done) return group.length === 0 || dropLast ? done : { done: false, value: finish(group) };
        group.push(step.value);
      }
      return { done: false, value: finish(group) };
    };
    return { next };
  });
}

function checkPad(pad: unknown): void {
  if (pad === 'largest') return;
  if (typeof pad === 'object' && pad !== null) {
    padSamples([], pad); // refuses options at once rather than at the first group
    return;
  }
  throw new OptionError(`batch: pad is ${JSON.stringify(pad)}. Use 'largest', or options such as { multiple: 32 }.`, {
    option: 'pad',
    value: pad,
  });
}
