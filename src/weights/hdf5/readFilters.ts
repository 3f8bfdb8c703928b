import { inflate } from '../../raster/inflate.js';
import type { Hdf5Bytes } from './hdf5Bytes.js';
import type { Message } from './objectHeader.js';

/** What was done to the chunks of a data set when they were written, in that order. */
export interface Filter {
  readonly id: number;
  /** Numbers that it was told. */
  readonly values: readonly number[];
}

const deflate = 1;
const shuffle = 2;
const checksum = 3;

/** Reads a filter message, in either version. */
export function readFilters(bytes: Hdf5Bytes, { at }: Message): Filter[] {
  const version = bytes.u8(at);
  if (version !== 1 && version !== 2) throw bytes.error(`the filters at byte ${at} are of an unknown version.`);
  const filters: Filter[] = [];
  let next = at + (version === 1 ? 8 : 2);
  for (let i = bytes.u8(at + 1); i > 0; i--) {
    bytes.step();
    const id = bytes.u16(next);
    const hasName = version === 1 || id >= 256;
    const nameLength = hasName ? bytes.u16(next + 2) : 0;
    const count = bytes.u16(next + (hasName ? 6 : 4));
    const valuesAt = next + (hasName ? 8 : 6) + (version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
    filters.push({ id, values: Array.from({ length: count }, (_, k) => bytes.u32(valuesAt + 4 * k)) });
    next = valuesAt + 4 * (version === 1 ? Math.ceil(count / 2) * 2 : count);
  }
  return filters;
}

/**
 * Undoes the filters of a chunk.
 *
 * @param mask - a bit is set for each filter that was left out for this chunk
 * @param size - the bytes of the chunk without filters
 */
export async function undoFilters(
  bytes: Hdf5Bytes,
  chunk: Uint8Array,
  { filters, mask, size }: { readonly filters: readonly Filter[]; readonly mask: number; readonly size: number },
): Promise<Uint8Array> {
  let data = chunk;
  for (let i = filters.length - 1; i >= 0; i--) {
    if (mask & (1 << i)) continue;
    const { id, values } = filters[i];
    if (id === deflate) data = await unpack(bytes, data, size + (hasChecksumBefore(filters, i) ? 4 : 0));
    else if (id === shuffle) data = unshuffle(data, values[0] ?? 1);
    else if (id === checksum) data = data.subarray(0, Math.max(0, data.length - 4));
    else throw bytes.error(`a data set is packed by filter ${id}; deflate, shuffle and fletcher32 are read.`);
  }
  if (data.length !== size) throw bytes.error(`a chunk has ${data.length} bytes instead of ${size}. It is damaged.`);
  return data;
}

const hasChecksumBefore = (filters: readonly Filter[], index: number): boolean =>
  filters.slice(0, index).some(({ id }) => id === checksum);

async function unpack(bytes: Hdf5Bytes, data: Uint8Array, size: number): Promise<Uint8Array> {
  try {
    return await inflate(data, size);
  } catch (error) {
    throw bytes.error(`a compressed data set is damaged: ${(error as Error).message}`);
  }
}

/** Puts the bytes of each number together again: they were sorted by their place in it. */
function unshuffle(data: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(data.length / Math.max(1, size));
  const result = data.slice(); // what is left over at the end stays
  for (let i = 0; i < count; i++) for (let b = 0; b < size; b++) result[i * size + b] = data[b * count + i];
  return result;
}
