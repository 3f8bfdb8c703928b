import type { Pointer } from './kernels.js';

/** Which parts of a memory are taken. */
export interface Blocks {
  /** The address of a free part, or `undefined` where there is none so large. */
  take(bytes: number): Pointer | undefined;
  give(at: Pointer): void;
  /** The bytes that were asked for, or `undefined` where nothing begins there that is taken. */
  sizeAt(at: Pointer): number | undefined;
  /** The part in which an address lies. */
  around(address: number): Pointer | undefined;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bytes after each block that kernels may read or overwrite. */
export const spareBytes = 64;

/** What a block takes: it starts at a multiple of 16, and has spare bytes after it. */
export const roomFor = (bytes: number): number => Math.ceil(bytes / 16) * 16 + spareBytes;

/** Shares out what lies between two addresses, lowest addresses first: what has just been given back is taken next, while it is in the cache. */
export function createBlocks(start: Pointer, end: Pointer): Blocks {
  const free: Span[] = [{ start, end }];
  const taken = new Map<Pointer, number>();
  const take = (size: number): Pointer | undefined => {
    const index = free.findIndex(({ start, end }) => end - start >= roomFor(size));
    if (index < 0) return undefined;
    const { start, end } = free[index];
    const next = start + roomFor(size);
    free.splice(index, 1, ...(next < end ? [{ start: next, end }] : []));
    taken.set(start, size);
    return start;
  };
  const give = (at: Pointer): void => {
    const size = taken.get(at);
    if (size === undefined) return;
    taken.delete(at);
    const after = free.findIndex(({ start }) => start > at);
    const index = after < 0 ? free.length : after;
    const joinsBefore = free[index - 1]?.end === at;
    const joinsAfter = free[index]?.start === at + roomFor(size);
    const start = joinsBefore ? free[index - 1].start : at;
    const end = joinsAfter ? free[index].end : at + roomFor(size);
    free.splice(index - Number(joinsBefore), Number(joinsBefore) + Number(joinsAfter), { start, end });
  };
  const around = (address: number): Pointer | undefined => {
    for (const [start, size] of taken) if (address >= start && address < start + size) return start;
    return undefined;
  };
  return { take, give, sizeAt: (at) => taken.get(at), around };
}
