import { DataError } from '../../core/errors.js';

type Chunk = string | Uint8Array;

/**
 * Where text can be read from piece by piece: a text, a `Blob` or `File`, a web stream such as the `body` of a response, a
 * stream of Node such as `createReadStream(file)`, or any other iterable of texts or bytes.
 */
export type TextSource = string | Blob | ReadableStream<Chunk> | Iterable<Chunk> | AsyncIterable<Chunk>;

/**
 * The pieces of a text; bytes are UTF-8. Whatever is read is closed when the reader stops.
 *
 * @throws DataError for bytes that are no UTF-8.
 */
export async function* textChunks(source: TextSource, where: string, file?: string): AsyncGenerator<string> {
  if (typeof source === 'string') {
    yield source;
    return;
  }
  // A byte-order mark is left to who reads the text: it may also come in a string.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes: Uint8Array | undefined): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new DataError(
        `${where}: the ${file === undefined ? 'source' : 'file'} is no UTF-8 text. Save it as UTF-8.`,
        { file, cause },
      );
    }
  };
  for await (const chunk of chunksOf(source)) yield typeof chunk === 'string' ? chunk : decode(chunk);
  yield decode(undefined);
}

function chunksOf(source: Exclude<TextSource, string>): Iterable<Chunk> | AsyncIterable<Chunk> {
  if (typeof Blob !== 'undefined' && source instanceof Blob) return readStream(source.stream());
  // Not every browser lets a stream be iterated.
  if (typeof (source as ReadableStream<Chunk>).getReader === 'function') {
    return readStream(source as ReadableStream<Chunk>);
  }
  return source as Iterable<Chunk> | AsyncIterable<Chunk>;
}

async function* readStream(stream: ReadableStream<Chunk>): AsyncGenerator<Chunk> {
  const reader = stream.getReader();
  let hasEnded = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        hasEnded = true;
        return;
      }
      yield value;
    }
  } catch (error) {
    hasEnded = true; // a stream that has failed cannot be cancelled
    throw error;
  } finally {
    if (!hasEnded) await reader.cancel();
    reader.releaseLock();
  }
}
