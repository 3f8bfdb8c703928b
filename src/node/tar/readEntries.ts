import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import type { ParsedTarEntry } from 'modern-tar';
import { DataError } from '../../core/errors.js';

/** A file of an archive. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** Its bytes; those of a file that is passed over are never gathered. */
  read(): Promise<Uint8Array>;
}

/**
 * The files of an archive one after the other, plain or compressed by gzip, whatever its name says. Nothing is written
 * anywhere, and links are not followed.
 *
 * @throws DataError for archives that are cut off or damaged, and for links and devices.
 */
export async function* readEntries(file: string): AsyncGenerator<TarEntry> {
  const { createTarDecoder } = await import('modern-tar');
  const handle = await open(file);
  try {
    const bytes = handle.createReadStream({ start: 0, highWaterMark: 2 ** 18, autoClose: false });
    const source = (await isGzip(handle)) ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
    const entries = (Readable.toWeb(source) as ReadableStream<Uint8Array>).pipeThrough(
      createTarDecoder({ strict: true }) as Parameters<ReadableStream<Uint8Array>['pipeThrough']>[0],
    ) as ReadableStream<ParsedTarEntry>;
    try {
      for await (const entry of entries) {
        const { header } = entry;
        const body = bodyOf(entry);
        if (header.type !== 'directory') {
          refuseSpecial(header);
          yield { name: header.name, size: header.size, read: body.read };
        }
        await body.skip();
      }
    } finally {
      source.destroy();
      bytes.destroy();
    }
  } finally {
    await handle.close();
  }
}

/** The bytes of an entry, which have to be read or passed over before the next one comes. */
function bodyOf({ body }: ParsedTarEntry): { read(): Promise<Uint8Array>; skip(): Promise<void> } {
  let isRead = false;
  return {
    async read() {
      isRead = true;
      // Chunks are gathered as they come: memory for a size that was only declared is never asked for.
      const chunks: Uint8Array[] = [];
      for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
      return chunks.length === 1 ? chunks[0] : new Uint8Array(Buffer.concat(chunks));
    },
    async skip() {
      if (!isRead) await body.cancel();
    },
  };
}

function refuseSpecial({ type, name, pax }: ParsedTarEntry['header']): void {
  const isSparse = Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse'));
  if ((type === undefined || type === 'file') && !isSparse) return;
  const kind = isSparse ? 'a sparse file' : type === 'symlink' || type === 'link' ? `a ${type}` : `a ${type} entry`;
  throw new DataError(
    `${JSON.stringify(name)} is ${kind}, not a plain file. Pack the files themselves (tar --dereference --hard-dereference).`,
  );
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** What went wrong with an archive, in words. */
export function explainArchiveError(error: unknown): string {
  const { code, message = String(error) } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file.',
    EISDIR: 'this is a folder, not a file.',
    EACCES: 'the file may not be read.',
    Z_BUF_ERROR: 'the archive is cut off.',
    Z_DATA_ERROR: `the archive is damaged: ${message}.`,
  };
  if (code !== undefined && reasons[code] !== undefined) return reasons[code];
  if (/truncated/i.test(message)) return 'the archive is cut off, or no tar file.';
  if (/checksum|Invalid tar|Invalid EOF|number too large/i.test(message)) {
    return `the archive is damaged, or no tar file (${message.replace(/\.$/, '')}).`;
  }
  return message;
}
