import type { BatchParts } from '../ops/normalization/batchParts.js';

let current: BatchParts | undefined;

/** Runs a forward pass on one of several parts of a batch, which normalise by the statistics of all of it. */
export function shareBatch<T>(parts: BatchParts | undefined, run: () => T): T {
  const before = current;
  current = parts;
  try {
    return run();
  } finally {
    current = before;
  }
}

/** The other parts of the batch of the forward pass under way; `undefined` where it is the whole batch. */
export const batchParts = (): BatchParts | undefined => current;
