import { decodeValues, type SafetensorsDtype, type TensorValues } from '../safetensors/dtypes.js';
import type { Datatype } from './datatype.js';
import { decodeText, type Hdf5Bytes } from './hdf5Bytes.js';

/** The number of elements of a shape, refused where no file could hold them. */
export function elementCount(bytes: Hdf5Bytes, shape: readonly number[], size: number): number {
  const count = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
  if (count * Math.max(1, size) <= bytes.size) return count;
  throw bytes.error(`a shape of ${count} elements of ${size} bytes is more than the file. It is damaged.`);
}

/** The numbers of little-endian bytes. */
export function numbersOf(bytes: Hdf5Bytes, dtype: SafetensorsDtype, data: Uint8Array): TensorValues {
  try {
    return decodeValues(dtype, data);
  } catch (error) {
    throw bytes.error((error as Error).message); // a 64-bit number that JavaScript does not hold
  }
}

/** Texts from an address on, kept there or in heaps that are pointed to. */
export function readTexts(bytes: Hdf5Bytes, { kind, size }: Datatype, at: number, count: number): string[] {
  if (kind === 'text') {
    return Array.from({ length: count }, (_, i) => decodeText(bytes.take(at + i * size, size)));
  }
  const heaps = new Map<number, ReadonlyMap<number, HeapObject>>();
  return Array.from({ length: count }, (_, i) => readReferredText(bytes, heaps, at + i * size));
}

interface HeapObject {
  readonly at: number;
  readonly size: number;
}

function readReferredText(bytes: Hdf5Bytes, heaps: Map<number, ReadonlyMap<number, HeapObject>>, at: number): string {
  bytes.step();
  const [length, address, index] = [bytes.u32(at), bytes.address(at + 4), bytes.u32(at + 12)];
  if (length === 0) return '';
  let heap = heaps.get(address);
  if (!heap) {
    heap = readHeap(bytes, address);
    heaps.set(address, heap);
  }
  const object = heap.get(index);
  if (!object || length > object.size) throw bytes.error(`a text at byte ${at} is not in its heap. It is damaged.`);
  return decodeText(bytes.take(object.at, length));
}

/** The objects of a global heap by their number. */
function readHeap(bytes: Hdf5Bytes, address: number): ReadonlyMap<number, HeapObject> {
  bytes.expectSignature(address, 'GCOL');
  const end = address + bytes.u64(address + 8);
  const objects = new Map<number, HeapObject>();
  for (let at = address + 16; at + 16 <= end; ) {
    bytes.step();
    const [index, size] = [bytes.u16(at), bytes.u64(at + 8)];
    if (index === 0) break; // what is left is free
    objects.set(index, { at: at + 16, size });
    at += 16 + Math.ceil(size / 8) * 8;
  }
  return objects;
}
