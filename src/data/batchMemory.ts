import type { Batch } from './batch.js';
import { defineStage } from './generators/defineStage.js';
import type { Stage } from './generators.js';

/** Gives so many bytes of memory, with whatever lies there. */
export type Allocate = (bytes: number) => ArrayBuffer;

/** Memory that nobody has used yet. */
export const freshMemory: Allocate = (bytes) => new ArrayBuffer(bytes);

/** The memory of batches that are no longer needed. */
export interface BatchMemory {
  /** Memory of that size, used or fresh. */
  readonly take: Allocate;
  /** The memory of one batch, to be sent to where the next is made. */
  spare(): ArrayBuffer[];
  /** Takes the memory of a batch back. */
  give(batch: Batch): void;
}

/** More than can be on their way is not kept: batches of another size would never be asked for again. */
const mostKept = 4;

export function createBatchMemory(): BatchMemory {
  const kept: ArrayBuffer[][] = [];
  return {
    take: (bytes) => takeOf(kept.flat(), bytes, (used) => remove(kept, used)),
    spare: () => kept.pop() ?? [],
    give: (batch) => {
      kept.push(buffersOf(batch).filter((buffer) => buffer.byteLength > 0)); // what was moved elsewhere is empty
      if (kept.length > mostKept) kept.shift();
    },
  };
}

/** Takes memory out of a list as long as there is some of the right size. */
export function takingOf(buffers: readonly ArrayBuffer[]): Allocate {
  const left = [...buffers];
  return (bytes) => takeOf(left, bytes, (used) => left.splice(left.indexOf(used), 1));
}

function takeOf(buffers: readonly ArrayBuffer[], bytes: number, use: (buffer: ArrayBuffer) => void): ArrayBuffer {
  const found = buffers.find((buffer) => buffer.byteLength === bytes);
  if (found) use(found);
  return found ?? freshMemory(bytes);
}

function remove(kept: readonly ArrayBuffer[][], used: ArrayBuffer): void {
  const set = kept.find((buffers) => buffers.includes(used));
  set?.splice(set.indexOf(used), 1);
}

/** The memory of a batch. */
export function buffersOf({ x, y, weight }: Batch): ArrayBuffer[] {
  return [x, y, weight].filter((array) => array !== undefined).map(({ data }) => data.buffer as ArrayBuffer);
}

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
