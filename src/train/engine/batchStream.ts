import type { Batch, BatchSource } from '../../data/batch.js';

/** How far training data has been read. */
export interface StreamPosition {
  /** The pass over the data, counted from 1: what the source takes for the epoch. */
  readonly pass: number;
  /** Batches taken from it, and those that it left out before them. */
  readonly batches: number;
}

/** The batches of a source, pass after pass, with the place that has been reached. */
export interface BatchStream {
  readonly position: StreamPosition;
  /** Up to `count` batches of the present pass; fewer at its end, and none after it. */
  take(count: number): Promise<Batch[]>;
  /** Goes on to the next pass. */
  nextPass(): Promise<void>;
  /** Lets go of the source; what is taken next goes on from the same place. */
  close(): Promise<void>;
}

/** Reads a source from a position on. */
export function batchStream(source: BatchSource, from: StreamPosition): BatchStream {
  let { pass, batches } = from;
  let reader: AsyncGenerator<Placed> | undefined;
  let isOver = false;

  const close = async (): Promise<void> => {
    const open = reader;
    reader = undefined;
    await open?.return(undefined);
  };
  const next = async (): Promise<Batch | undefined> => {
    if (isOver) return undefined;
    reader ??= readPass(source, pass, batches);
    const result = await reader.next();
    if (result.done) {
      isOver = true;
      return undefined;
    }
    batches = result.value.index + 1;
    return result.value.batch;
  };
  return {
    get position() {
      return { pass, batches };
    },
    async take(count) {
      const taken: Batch[] = [];
      while (taken.length < count) {
        const batch = await next();
        if (!batch) break;
        taken.push(batch);
      }
      return taken;
    },
    async nextPass() {
      await close();
      pass++;
      batches = 0;
      isOver = false;
    },
    close,
  };
}

/** A batch with its place in the pass. */
interface Placed {
  readonly batch: Batch;
  readonly index: number;
}

/** The batches of a pass after the first `skipped`: at once where the source can, else by reading them. */
async function* readPass(source: BatchSource, pass: number, skipped: number): AsyncGenerator<Placed> {
  const canSkip = skipped > 0 && source.state !== undefined;
  let index = canSkip ? skipped : 0;
  for await (const batch of source.epoch(pass, canSkip ? { fromBatch: skipped } : undefined)) {
    index = batch.index ?? index;
    // A source around another one may not have handed on that batches are to be left out.
    if (index >= skipped) yield { batch, index };
    index++;
  }
}
