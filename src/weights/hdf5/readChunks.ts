import type { Hdf5Bytes } from './hdf5Bytes.js';
import { type Filter, undoFilters } from './readFilters.js';

/** A data set that is stored in chunks. */
export interface ChunkedData {
  readonly shape: readonly number[];
  /** Bytes of an element. */
  readonly size: number;
  /** Where the layout message is, in its third version. */
  readonly layoutAt: number;
  readonly filters: readonly Filter[];
}

interface Chunk {
  /** Its first element. */
  readonly offset: readonly number[];
  readonly at: number;
  readonly storedSize: number;
  readonly mask: number;
}

/** The most that a file may swell to by unpacking, in times its size. */
const mostSwelling = 32;

/** The bytes of a data set, put together from its chunks. All of them must have been written. */
export async function readChunks(bytes: Hdf5Bytes, data: ChunkedData): Promise<Uint8Array> {
  const { shape, size, layoutAt, filters } = data;
  const rank = shape.length;
  if (bytes.u8(layoutAt + 2) !== rank + 1) throw bytes.error('the chunks of a data set have another rank than it.');
  const chunkShape = Array.from({ length: rank }, (_, axis) => bytes.u32(layoutAt + 11 + 4 * axis));
  const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);
  const [total, chunkSize] = [product(shape) * size, product(chunkShape) * size];
  if (chunkShape.includes(0) || Math.max(total, chunkSize) > mostSwelling * bytes.size + 65536) {
    throw bytes.error(
      `a data set of ${total} bytes in chunks of ${chunkSize} is too large for the file. Do not trust it.`,
    );
  }
  const chunks = findChunks(bytes, bytes.address(layoutAt + 3), rank);
  const wanted = product(shape.map((length, axis) => Math.ceil(length / chunkShape[axis])));
  if (chunks.length !== wanted) throw bytes.error(`a data set has ${chunks.length} chunks instead of ${wanted}.`);
  bytes.swell(total + chunks.length * chunkSize, mostSwelling);
  const result = new Uint8Array(total);
  for (const { offset, at, storedSize, mask } of chunks) {
    const unpacked = await undoFilters(bytes, bytes.take(at, storedSize), { filters, mask, size: chunkSize });
    placeChunk(unpacked, result, { offset, chunkShape, shape, size });
  }
  return result;
}

/** The chunks that a tree lists. */
function findChunks(bytes: Hdf5Bytes, tree: number, rank: number): Chunk[] {
  const keySize = 8 + 8 * (rank + 1);
  const chunks: Chunk[] = [];
  const pending = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    bytes.expectSignature(node, 'TREE');
    if (bytes.u8(node + 4) !== 1) throw bytes.error(`the tree at byte ${node} is none of chunks. It is damaged.`);
    const [level, count] = [bytes.u8(node + 5), bytes.u16(node + 6)];
    for (let i = 0; i < count; i++) {
      bytes.step();
      const key = node + 24 + i * (keySize + 8);
      const at = bytes.address(key + keySize);
      const offset = Array.from({ length: rank }, (_, axis) => bytes.u64(key + 8 + 8 * axis));
      if (level > 0) pending.push(at);
      else chunks.push({ offset, at, storedSize: bytes.u32(key), mask: bytes.u32(key + 4) });
    }
  }
  return chunks;
}

interface Place {
  readonly offset: readonly number[];
  readonly chunkShape: readonly number[];
  readonly shape: readonly number[];
  readonly size: number;
}

/** Copies the rows of a chunk to where they belong; what sticks out of the data set is left out. */
function placeChunk(chunk: Uint8Array, result: Uint8Array, { offset, chunkShape, shape, size }: Place): void {
  const last = shape.length - 1;
  const rowLength = Math.min(chunkShape[last], shape[last] - offset[last]);
  const rows = chunkShape.slice(0, last).reduce((a, b) => a * b, 1);
  for (let row = 0; row < rows; row++) {
    let rest = row;
    let [to, stride, isInside] = [offset[last], shape[last], rowLength > 0];
    for (let axis = last - 1; axis >= 0; axis--) {
      const index = offset[axis] + (rest % chunkShape[axis]);
      rest = Math.floor(rest / chunkShape[axis]);
      isInside &&= index < shape[axis];
      to += index * stride;
      stride *= shape[axis];
    }
    const from = row * chunkShape[last] * size;
    if (isInside) result.set(chunk.subarray(from, from + rowLength * size), to * size);
  }
}
