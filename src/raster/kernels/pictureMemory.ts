import { createBlocks, roomFor, spareBytes } from './blocks.js';
import type { Block, Kernels, Pointer } from './kernels.js';

/** Memory in which pictures lie, used again and again; where there are kernels, it is theirs. */
export interface PictureMemory {
  readonly kernels: Kernels | undefined;
  /** Where kernels are given their numbers; what `lend` lends may lie there. */
  readonly scratch: Pointer;
  /** Room with whatever lies there, or `undefined` where the memory is full. It is given back when its use ends unless retained. */
  take(bytes: number): { readonly buffer: ArrayBuffer; readonly at: Pointer } | undefined;
  /** The address of values that fill a block, such that kernels can work on them where they are. */
  whole(values: ArrayBufferView): Pointer | undefined;
  /** The block in which values lie. */
  blockOf(values: ArrayBufferView): Pointer | undefined;
  /** Counts one who needs a block. */
  retain(at: Pointer): void;
  /** Counts one less. What nobody needs is given back. */
  release(at: Pointer): void;
  /** Gives a block back if nobody has said that it is needed. */
  drop(at: Pointer): void;
  /**
   * Gives work the addresses of blocks: of values that fill one that one, of others, and for so many bytes, one that is
   * lent until the work is done. `undefined` where the memory is full.
   */
  lend<T>(blocks: readonly Block[], work: (at: Pointer[]) => T): T | undefined;
  /** Results of `work` are made in this memory; what is not retained before it ends is given back. */
  use<T>(work: () => T, retained: (result: T) => void): T;
}

let current: PictureMemory | undefined;

/** The memory in which results are made, if any. */
export const currentMemory = (): PictureMemory | undefined => current;

/** So much is lent without looking for room: what most kernels need beside pictures. */
const scratchBytes = 2 ** 14;

/** What a memory is made of. */
export interface OpenMemory {
  readonly buffer: ArrayBuffer;
  readonly kernels?: Kernels;
}

/** A memory of so many bytes, which is opened when room is first taken. */
export function createPictureMemory(bytes: number, open: () => OpenMemory): PictureMemory {
  let opened: OpenMemory | undefined;
  const blocks = createBlocks(spareBytes + scratchBytes, bytes);
  const needed = new Map<Pointer, number>();
  let made: Pointer[] = [];

  const drop = (at: Pointer): void => {
    if (!needed.has(at)) blocks.give(at);
  };
  const release = (at: Pointer): void => {
    const count = needed.get(at) ?? 0;
    if (count > 1) needed.set(at, count - 1);
    else if (needed.delete(at)) blocks.give(at);
  };
  const use = <T>(work: () => T, retained: (result: T) => void): T => {
    const [outer, outerMade] = [current, made];
    [current, made] = [memory, []];
    try {
      const result = work();
      retained(result);
      return result;
    } finally {
      made.forEach(drop);
      [current, made] = [outer, outerMade];
    }
  };
  const whole = ({ buffer: own, byteOffset, byteLength }: ArrayBufferView): Pointer | undefined =>
    own === opened?.buffer && blocks.sizeAt(byteOffset) === byteLength ? byteOffset : undefined;
  const lend = <T>(wanted: readonly Block[], work: (at: Pointer[]) => T): T | undefined => {
    const [at, lent]: Pointer[][] = [[], []];
    let end = memory.scratch;
    try {
      for (const block of wanted) {
        const bytes = typeof block === 'number' ? block : block.byteLength;
        let place = typeof block === 'number' ? undefined : whole(block);
        if (place === undefined && end + roomFor(bytes) <= spareBytes + scratchBytes) {
          place = end;
          end += roomFor(bytes);
        } else if (place === undefined) {
          place = blocks.take(bytes);
          if (place === undefined) return undefined;
          lent.push(place);
        }
        at.push(place);
      }
      return work(at);
    } finally {
      for (const place of lent) blocks.give(place);
    }
  };
  const memory: PictureMemory = {
    get kernels() {
      return opened?.kernels;
    },
    scratch: spareBytes, // address 0 stands for none
    take: (bytes) => {
      const at = blocks.take(bytes);
      if (at === undefined) return undefined;
      made.push(at);
      opened ??= open();
      return { buffer: opened.buffer, at };
    },
    whole,
    blockOf: ({ buffer: own, byteOffset }) => (own === opened?.buffer ? blocks.around(byteOffset) : undefined),
    retain: (at) => void needed.set(at, (needed.get(at) ?? 0) + 1),
    release,
    drop,
    lend,
    use,
  };
  return memory;
}
