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
  start: Pointer;
  end: Pointer;
}

/** Bytes after each block that kernels may read or overwrite. */
export const spareBytes = 64;

/** What a block takes: it starts at a multiple of 16, and has spare bytes after it. */
export const roomFor = (bytes: number): number => Math.ceil(bytes / 16) * 16 + spareBytes;

/**
 * Shares out what lies between two addresses, lowest addresses first: what has just been given back is taken next, while it
 * is in the cache. A flip takes and gives several times in some microseconds: nothing is allocated here without need.
 */
export function createBlocks(start: Pointer, end: Pointer): Blocks {
  /** In the order of addresses, none of them beside another. */
  const free: Span[] = [{ start, end }];
  const taken = new Map<Pointer, number>();
  const take = (size: number): Pointer | undefined => {
    const room = roomFor(size);
    for (let i = 0; i < free.length; i++) {
      const span = free[i];
      if (span.end - span.start < room) continue;
      const at = span.start;
      span.start += room;
      if (span.start === span.end) free.splice(i, 1);
      taken.set(at, size);
      return at;
    }
    return undefined;
  };
  const give = (at: Pointer): void => {
    const size = taken.get(at);
    if (size === undefined) return;
    taken.delete(at);
    const behind = at + roomFor(size);
    let index = 0;
    while (index < free.length && free[index].start < at) index++;
    const [before, after] = [free[index - 1], free[index]];
    const joinsBefore = before?.end === at;
    const joinsAfter = after?.start === behind;
    if (joinsBefore && joinsAfter) {
      before.end = after.end;
      free.splice(index, 1);
    } else if (joinsBefore) before.end = behind;
    else if (joinsAfter) after.start = at;
    else free.splice(index, 0, { start: at, end: behind });
  };
  const around = (address: number): Pointer | undefined => {
    if (taken.has(address)) return address;
    for (const [start, size] of taken) if (address > start && address < start + size) return start;
    return undefined;
  };
  return { take, give, sizeAt: (at) => taken.get(at), around };
}
