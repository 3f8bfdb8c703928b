import type { WeightUpdate } from './protocol.js';

/**
 * Memory for a value of each weight of a model, in their order, which threads share. It is made and passed on once: to
 * make arrays in each step keeps the garbage collector busy, and to pass on hundreds of pieces takes as long as to read
 * them.
 */
export type SharedWeights = readonly Float32Array[];

/** Memory for so many values. */
export function sharedValues(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** An update as it is sent between threads: the values are in shared memory. */
export const withoutValues = ({ places }: WeightUpdate): WeightUpdate => ({ places, values: [] });

/** An update that came without its values, with those in shared memory. */
export function withValues({ places }: WeightUpdate, memory: SharedWeights): WeightUpdate {
  return { places, values: places.map((place) => memory[place]) };
}
