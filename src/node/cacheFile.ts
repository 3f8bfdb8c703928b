import { type FileHandle, open } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { DataError } from '../core/errors.js';

/**
 * A file of values, written once from beginning to end:
 *
 * - a line of JSON: what it is, in which format, and the key that it was made for
 * - of each value its length and checksum (CRC-32), 4 bytes each, little-endian, and then its bytes as `node:v8` makes them
 * - at the end `0xffffffff` in place of a length, the checksum of the count, and the count
 */
interface Header {
  readonly segkitCache: 1;
  /** Version of the bytes of values; Node reads its own and earlier ones. */
  readonly serializer: number;
  readonly key: string;
}

const endMark = 0xffffffff;
const endBytes = 12;
const serializer = serialize(0)[1];

const headerOf = (key: string): Header => ({ segkitCache: 1, serializer, key });

/** Writes values, in order, to a handle that is open for writing. */
export function cacheWriter(
  handle: FileHandle,
  key: string,
): { add(value: unknown): Promise<void>; end(): Promise<void> } {
  let count = 0;
  let isBegun = false;
  const begin = async (): Promise<void> => {
    if (isBegun) return;
    isBegun = true;
    await handle.write(`${JSON.stringify(headerOf(key))}\n`);
  };
  return {
    add: async (value) => {
      await begin();
      const bytes = serialize(value);
      await handle.writev([words(bytes.length, crc32(bytes)), bytes]);
      count++;
    },
    end: async () => {
      await begin();
      await handle.write(endOf(count));
      await handle.sync();
    },
  };
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, 4 * i);
  return bytes;
};

const endOf = (count: number): Buffer => words(endMark, crc32(words(count)), count);

/** The values of a file, in order. */
export interface CacheReader {
  /** The next value, or nothing after the last. */
  next(): Promise<{ readonly value: unknown } | undefined>;
  close(): Promise<void>;
}

/**
 * Opens a file that was written for this key; gives nothing if there is none, or one for another key, of another version
 * or without its end.
 *
 * @throws DataError if the file is something else, which must not be written over.
 */
export async function openCache(file: string, key: string): Promise<CacheReader | undefined> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const input = await bufferedInput(handle);
    const header = await readHeader(file, input);
    const isOurs = header.serializer === serializer && header.key === key;
    if (isOurs && (await hasEnd(handle, input.size))) return reader(file, handle, input);
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

function reader(file: string, handle: FileHandle, input: Input): CacheReader {
  let position = 0;
  const damaged = (): DataError =>
    new DataError(
      `cacheToDisk: ${file}: value ${position} is damaged: its checksum is wrong. The file has been removed; read again, ` +
        'and it is made anew.',
      { file, stage: 'cacheToDisk' },
    );
  return {
    next: async () => {
      const head = await input.take(8);
      if (!head) throw damaged();
      const [length, checksum] = [head.readUInt32LE(0), head.readUInt32LE(4)];
      if (length === endMark) return undefined;
      const bytes = await input.take(length);
      if (!bytes || crc32(bytes) !== checksum) throw damaged();
      position++;
      return { value: deserialize(bytes) };
    },
    close: () => handle.close(),
  };
}

async function readHeader(file: string, input: Input): Promise<Header> {
  const line = await input.line(1 << 20);
  try {
    const header = JSON.parse(line) as Header;
    if (header.segkitCache === 1) return header;
  } catch {
    // What is no JSON is not ours either.
  }
  throw new DataError(`cacheToDisk: ${file} is something else than a cache. Remove it, or name another file.`, {
    file,
  });
}

async function hasEnd(handle: FileHandle, size: number): Promise<boolean> {
  if (size < endBytes) return false;
  const { buffer } = await handle.read(Buffer.alloc(endBytes), 0, endBytes, size - endBytes);
  return buffer.equals(endOf(buffer.readUInt32LE(8)));
}

/** Reads a file from its beginning in large pieces. */
interface Input {
  readonly size: number;
  /** So many bytes in a buffer of their own; nothing if the file ends before. */
  take(length: number): Promise<Buffer | undefined>;
  /** The text up to the next line break, which has to come within so many bytes; else nothing. */
  line(most: number): Promise<string>;
}

const pieceBytes = 1 << 18;

async function bufferedInput(handle: FileHandle): Promise<Input> {
  const { size } = await handle.stat();
  let held = Buffer.alloc(0);
  let position = 0; // in the file, after what is held
  const fill = async (target: Buffer, offset: number): Promise<number> => {
    const { bytesRead } = await handle.read(target, offset, target.length - offset, position);
    position += bytesRead;
    return bytesRead;
  };
  const take = async (length: number): Promise<Buffer | undefined> => {
    if (length > held.length + size - position) return undefined;
    // Values keep views of their bytes, so that these must not be shared with any other.
    const output = Buffer.alloc(length);
    let filled = held.copy(output, 0, 0, length);
    held = held.subarray(filled);
    while (filled < length) {
      if (length - filled >= pieceBytes) {
        const read = await fill(output, filled);
        if (read === 0) return undefined; // somebody has cut the file off meanwhile
        filled += read;
        continue;
      }
      const piece = Buffer.alloc(pieceBytes);
      held = piece.subarray(0, await fill(piece, 0));
      if (held.length === 0) return undefined;
      const copied = held.copy(output, filled);
      held = held.subarray(copied);
      filled += copied;
    }
    return output;
  };
  const line = async (most: number): Promise<string> => {
    const bytes: Buffer[] = [];
    for (let i = 0; i < most; i++) {
      const byte = await take(1);
      if (!byte || byte[0] === 10) break;
      bytes.push(byte);
    }
    return Buffer.concat(bytes).toString('utf8');
  };
  return { size, take, line };
}
