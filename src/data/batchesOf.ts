import type { SampleMemory } from '../augment/sampleMemory.js';
import type { Batch } from './batch.js';
import type { Allocate } from './batchMemory.js';
import { warnOfScale } from './collate.js';
import { handleError } from './generators/failure.js';
import { batch, filter, map, type OnError, pipe, prefetch, type Source, take } from './generators.js';
import { type SampleSteps, stackBatch } from './makeBatch.js';
import type { Sample } from './sample.js';

/** What {@link batchesOf} goes by. */
export interface BatchesOptions<T> {
  /** What stages are called in errors: the function that the user called. */
  readonly name: string;
  /** Makes a sample of an item, ready to be stacked. */
  readonly read: (item: T, index: number) => Promise<Sample>;
  readonly steps: SampleSteps;
  /** The memory that samples are made in. */
  readonly room: SampleMemory;
  readonly batchSize: number;
  /** Whether a last batch that is not full is left out (default `false`). */
  readonly dropLast?: boolean;
  /** Batches at most (default: all). */
  readonly length?: number | undefined;
  /** The number of the first batch (default 0). */
  readonly firstBatch?: number;
  /** Samples that are read at a time (default 1). */
  readonly concurrency?: number;
  readonly prefetch: number;
  readonly onError: OnError;
  /** Memory for the batches. */
  readonly allocate?: Allocate | undefined;
  /** Called when a batch has been stacked, or all its samples have failed. */
  readonly stacked?: (number: number) => void;
}

/** Batches of items that are read in this thread, one after the other or some at a time, and stacked in their order. */
export function batchesOf<T>(items: Source<T>, options: BatchesOptions<T>): AsyncIterable<Batch> {
  const { name, steps, room, batchSize, dropLast = false, length = Infinity, firstBatch = 0 } = options;
  const { concurrency = 1, onError, allocate, stacked: done } = options;
  const counts = { failed: 0, read: 0 };
  const read = async (item: T, { index }: { index: number }): Promise<Sample | undefined> => {
    counts.read++;
    try {
      return await options.read(item, index);
    } catch (error) {
      handleError(onError, error, { failed: ++counts.failed, read: counts.read });
      return undefined;
    }
  };
  const stack = (samples: readonly (Sample | undefined)[], { index }: { index: number }): Batch | undefined => {
    const stacked = stackBatch(samples, firstBatch + index, steps, room, allocate);
    if (stacked?.beyond) warnOfScale(stacked.beyond);
    done?.(firstBatch + index);
    return stacked?.batch;
  };
  const batches = pipe(
    items,
    map(read, { concurrency, name }),
    // Grouped before failures are taken out, so that one of them does not move all samples after it.
    batch(batchSize, { dropLast }),
    take(length),
    map(stack, { name }),
    filter((made) => made !== undefined),
  );
  return options.prefetch > 0 ? pipe(batches, prefetch(options.prefetch)) : batches;
}
