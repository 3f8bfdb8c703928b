import { crc32 } from '../../core/crc32.js';
import { DataError } from '../../core/errors.js';

/** The eight bytes that every PNG file begins with. */
export const pngSignature: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** One chunk: its four letters and its content. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Walks over the chunks up to the last one, `IEND`, and checks length and checksum of each. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let position = pngSignature.length; ; ) {
    if (position + 12 > bytes.length) throw new DataError('the PNG file is cut off before its last chunk.');
    const length = view.getUint32(position);
    const end = position + 8 + length;
    const typeBytes = bytes.subarray(position + 4, position + 8);
    const type = String.fromCharCode(...typeBytes);
    if (!/^[A-Za-z]{4}$/.test(type))
      throw new DataError(`the PNG file has no chunk at byte ${position}: it is damaged.`);
    if (end + 4 > bytes.length) throw new DataError(`the PNG file is cut off within its ${type} chunk.`);
    if (crc32(bytes.subarray(position + 4, end)) !== view.getUint32(end)) {
      throw new DataError(`the PNG file has a wrong checksum in its ${type} chunk: it is damaged.`);
    }
    yield { type, data: bytes.subarray(position + 8, end) };
    if (type === 'IEND') return;
    position = end + 4;
  }
}
