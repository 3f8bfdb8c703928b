import { DataError } from '../core/errors.js';

/** Deflate cannot compress better than this: 258 bytes in two bits. */
const largestRatio = 1032;
/** Compressed bytes that are fed at a time, so that a bomb swells by 16 MB at most before it is stopped. */
const feedBytes = 16384;

/** Refuses compressed data that can never hold what it is said to, before anything is allocated for it. */
export function checkDeflateRatio(compressed: number, size: number): void {
  if (size <= compressed * largestRatio) return;
  throw new DataError(
    `${compressed} compressed bytes cannot hold ${size}: the data is cut off, or the sizes are wrong.`,
  );
}

/** What went wrong when the data did not have the declared size. */
export const sizeError = (isShort: boolean, size: number): DataError =>
  new DataError(
    isShort
      ? `the compressed data ends before its ${size} bytes: the file is cut off, or the sizes are wrong.`
      : `the compressed data goes on after its ${size} bytes: the sizes are wrong, or it is a decompression bomb.`,
  );

/** Decompresses zlib data with the platform's `DecompressionStream`. See {@link Inflate}. */
export const inflate = (data: Uint8Array, size: number): Promise<Uint8Array> => inflateAs('deflate', data, size);

/** Decompresses zlib data (`deflate`), or what zip archives have, which lacks its head and checksum (`deflate-raw`). */
export async function inflateAs(
  format: 'deflate' | 'deflate-raw',
  data: Uint8Array,
  size: number,
): Promise<Uint8Array> {
  checkDeflateRatio(data.length, size);
  const stream = new DecompressionStream(format);
  // What goes wrong in writing goes wrong in reading too, where it is caught; here it must only not go unhandled.
  feed(stream.writable.getWriter(), data).catch(() => undefined);
  const reader = stream.readable.getReader();
  const output = new Uint8Array(size);
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > size) throw sizeError(false, size);
      output.set(value, filled);
      filled += value.length;
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined); // whatever else fails while stopping is not the news
    if (error instanceof DataError) throw error;
    throw new DataError(`the compressed data is corrupt: ${describe(error)}.`, { cause: error });
  }
  if (filled < size) throw sizeError(true, size);
  return output;
}

async function feed(writer: WritableStreamDefaultWriter<BufferSource>, data: Uint8Array): Promise<void> {
  writer.closed.catch(() => undefined);
  for (let start = 0; start < data.length; start += feedBytes) {
    await writer.ready;
    await writer.write(data.slice(start, start + feedBytes));
  }
  await writer.close();
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
