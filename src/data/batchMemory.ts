import type { Batch } from './batch.js';
import { defineStage } from './generators/defineStage.js';
import type { Stage } from './generators.js';

/** Gives so many bytes of memory, with whatever lies there. */
export type Allocate = (bytes: number) => ArrayBufferLike;

/** Memory of one's own, not used before. */
export const freshMemory: Allocate = (bytes) => new ArrayBuffer(bytes);

/** Memory that threads share, not used before. The garbage collector does not run for its sake. */
export const sharedMemory: Allocate = (bytes) => new SharedArrayBuffer(bytes);

/** Whether threads can share memory: in Node always, in a page only where it is cross-origin isolated. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer !== 'undefined' &&
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

/** The memory of batches that are no longer needed. */
export interface BatchMemory {
  /** Memory of that size, used or fresh. */
  readonly take: Allocate;
  /** The memory of one batch, to be sent to where the next is made. */
  spare(): ArrayBufferLike[];
  /** Takes the memory of a batch back. */
  give(batch: Batch): void;
}

/** More than can be on their way is not kept: batches of another size would never be asked for again. */
const mostKept = 4;

export function createBatchMemory(): BatchMemory {
  const kept: ArrayBufferLike[][] = [];
  return {
    take: (bytes) => {
      const set = kept.find((buffers) => buffers.some((buffer) => buffer.byteLength === bytes));
      return takeOf(set ?? [], bytes, freshMemory);
    },
    spare: () => kept.pop() ?? [],
    give: (batch) => {
      kept.push(buffersOf(batch));
      if (kept.length > mostKept) kept.shift();
    },
  };
}

/** Takes memory out of a list as long as there is some of the right size. */
export function takingOf(buffers: readonly ArrayBufferLike[], fresh: Allocate): Allocate {
  const left = [...buffers];
  return (bytes) => takeOf(left, bytes, fresh);
}

function takeOf(buffers: ArrayBufferLike[], bytes: number, fresh: Allocate): ArrayBufferLike {
  const index = buffers.findIndex((buffer) => buffer.byteLength === bytes);
  return index < 0 ? fresh(bytes) : buffers.splice(index, 1)[0];
}

/** The memory of a batch. */
export function buffersOf({ x, y, weight }: Batch): ArrayBufferLike[] {
  return [x, y, weight].filter((array) => array !== undefined).map(({ data }) => data.buffer);
}

/** Those that a message has to move: shared memory stays where it is. */
export const movable = (buffers: readonly ArrayBufferLike[]): ArrayBuffer[] =>
  buffers.filter((buffer) => buffer instanceof ArrayBuffer);

/** Takes the memory of each batch back when the next one is asked for. */
export const reusing = (memory: BatchMemory): Stage<Batch, Batch> =>
  defineStage((upstream) => {
    let last: Batch | undefined;
    const next = async (): Promise<IteratorResult<Batch>> => {
      if (last) memory.give(last);
      last = undefined;
      const step = await upstream.next();
      if (!step.done) last = step.value;
      return step;
    };
    return { next };
  });
