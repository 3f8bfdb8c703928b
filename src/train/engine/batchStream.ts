import type { Batch, BatchSource } from '../../data/batch.js';

/** How far training data has been read. */
export interface StreamPosition {
  /** The pass over the data, counted from 1: what the source takes for the epoch. */
  readonly pass: number;
  /** Batches taken from it. */
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
  let iterator: AsyncIterator<Batch> | undefined;
  let isOver = false;

  const close = async (): Promise<void> => {
    const open = iterator;
    iterator = undefined;
    if (!isOver) await open?.return?.();
  };
  const next = async (): Promise<Batch | undefined> => {
    if (isOver) return undefined;
    iterator ??= await openPass(source, pass, batches);
    const result = await iterator.next();
    if (result.done) isOver = true;
    else batches++;
    return result.done ? undefined : result.value;
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

/** Begins a pass after its first `skipped` batches: at once where the source can, else by reading them. */
async function openPass(source: BatchSource, pass: number, skipped: number): Promise<AsyncIterator<Batch>> {
  if (skipped > 0 && source.state) return source.epoch(pass, { fromBatch: skipped })[Symbol.asyncIterator]();
  const iterator = source.epoch(pass)[Symbol.asyncIterator]();
  for (let i = 0; i < skipped; i++) if ((await iterator.next()).done) break;
  return iterator;
}
