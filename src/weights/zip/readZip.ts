// Why not fflate (0.8.3)? It does not look at checksums: a model with a changed byte loads in silence. And it allocates what the
// directory says: 3.76 GB for an archive of 110 bytes. What Keras writes takes a directory and a checksum.
import { crc32 } from '../../core/crc32.js';
import { WeightsError } from '../../core/errors.js';
import { inflateAs } from '../../raster/inflate.js';
import type { ByteSource } from '../byteSource.js';
import { readExactly } from '../readExactly.js';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Its bytes when unpacked. */
  readonly size: number;
  /**
   * Unpacks it.
   *
   * @throws WeightsError if it is damaged.
   */
  read(): Promise<Uint8Array>;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
/** The end record without its comment, which has 65,535 bytes at most. */
const endSize = 22;
const isEncrypted = 1;
/** In place of numbers that only the 64-bit form of the format can hold. */
const beyond32Bits = 0xffffffff;

/**
 * The files of a zip archive, stored or deflated, from its directory at the end; each is unpacked when it is asked for.
 * Archives in parts, encrypted ones and those beyond 4 GB are refused.
 *
 * @throws WeightsError for what is no such archive, or is damaged.
 */
export async function readZip(where: string, source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const refuse: Refuse = (what, cause) =>
    new WeightsError(`${where}: ${source.name}: ${what}`, { file: source.name, cause });
  const { start, size, count } = await findDirectory(where, source, refuse);
  const directory = view(await readExactly(where, source, start, start + size));
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || directory.getUint32(at, true) !== directorySignature) {
      throw refuse(`the directory of the archive is damaged at its entry ${i + 1} of ${count}.`);
    }
    const record = readRecord(directory, at);
    at += record.length;
    if (at > size) throw refuse(`the directory of the archive ends within its entry ${i + 1} of ${count}.`);
    if (entries.has(record.name)) {
      throw refuse(`the archive has ${JSON.stringify(record.name)} twice. Do not trust it.`);
    }
    const read = (): Promise<Uint8Array> => unpack(where, source, record, refuse);
    entries.set(record.name, { name: record.name, size: record.size, read });
  }
  return entries;
}

type Refuse = (what: string, cause?: unknown) => WeightsError;

interface ZipRecord {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localStart: number;
  /** Bytes of the record itself. */
  readonly length: number;
}

async function findDirectory(
  where: string,
  source: ByteSource,
  refuse: Refuse,
): Promise<{ start: number; size: number; count: number }> {
  const tailStart = Math.max(0, source.size - endSize - 65535);
  const tail = view(await readExactly(where, source, tailStart, source.size));
  for (let at = tail.byteLength - endSize; at >= 0; at--) {
    if (tail.getUint32(at, true) !== endSignature) continue;
    const [disk, count, size, start] = [
      tail.getUint16(at + 4, true),
      tail.getUint16(at + 10, true),
      tail.getUint32(at + 12, true),
      tail.getUint32(at + 16, true),
    ];
    if (disk !== 0) throw refuse('the archive is one of several parts, which is not read.');
    if (start === beyond32Bits || size === beyond32Bits) throw refuse('archives beyond 4 GB are not read.');
    if (start + size > tailStart + at) throw refuse('the directory of the archive lies outside it. It is cut off.');
    return { start, size, count };
  }
  throw refuse('there is no directory at its end. It is no zip archive, or cut off.');
}

function readRecord(directory: DataView, at: number): ZipRecord {
  const nameLength = directory.getUint16(at + 28, true);
  const length = 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  const end = Math.min(directory.byteLength, at + 46 + nameLength);
  const name = new Uint8Array(directory.buffer, directory.byteOffset + at + 46, end - at - 46);
  return {
    name: new TextDecoder().decode(name),
    flags: directory.getUint16(at + 8, true),
    method: directory.getUint16(at + 10, true),
    checksum: directory.getUint32(at + 16, true),
    packedSize: directory.getUint32(at + 20, true),
    size: directory.getUint32(at + 24, true),
    localStart: directory.getUint32(at + 42, true),
    length,
  };
}

async function unpack(where: string, source: ByteSource, record: ZipRecord, refuse: Refuse): Promise<Uint8Array> {
  const { name, flags, method, checksum, packedSize, size, localStart } = record;
  const wrong = (what: string, cause?: unknown): WeightsError => refuse(`${JSON.stringify(name)} ${what}`, cause);
  if (flags & isEncrypted) throw wrong('is encrypted.');
  if (method !== 0 && method !== 8) throw wrong(`is packed by method ${method}; stored and deflated are read.`);
  if (localStart + 30 > source.size) throw wrong('lies outside the archive. It is cut off.');
  const local = view(await readExactly(where, source, localStart, localStart + 30));
  if (local.getUint32(0, true) !== localSignature) throw wrong('is not where the directory says. It is damaged.');
  const start = localStart + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + packedSize > source.size) throw wrong('goes on after the end of the archive. It is cut off.');
  if (method === 0 && packedSize !== size) throw wrong(`is stored, but has ${packedSize} bytes instead of ${size}.`);
  const packed = await readExactly(where, source, start, start + packedSize);
  const bytes = method === 0 ? packed : await inflateEntry(packed, size, wrong);
  if (crc32(bytes) !== checksum) throw wrong('is damaged: its checksum does not match.');
  return bytes;
}

async function inflateEntry(packed: Uint8Array, size: number, wrong: Refuse): Promise<Uint8Array> {
  try {
    return await inflateAs('deflate-raw', packed, size);
  } catch (error) {
    throw wrong(`is damaged: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
