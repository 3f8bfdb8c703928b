import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import { DataError } from '../../core/errors.js';

/** A shard that is being written. */
export interface OpenShard {
  readonly file: string;
  /** Adds a file. */
  add(name: string, data: Uint8Array): Promise<void>;
  /** Gives the shard its name, once everything is on the disk. */
  close(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** Begins a shard beside its name, which it gets when it is whole. The same files give the same bytes. */
export async function openShard(file: string, gzip: boolean): Promise<OpenShard> {
  const { createTarPacker } = await import('modern-tar');
  const temporary = `${file}.${process.pid}.tmp`;
  const { readable, controller } = createTarPacker();
  const bytes = Readable.fromWeb(readable as ReadableStream<Uint8Array>);
  const target = createWriteStream(temporary, { flush: true });
  const written = gzip ? pipeline(bytes, createGzip(), target) : pipeline(bytes, target);
  // What fails on the way, such as a full disk, is reported where the next file is added, or at the end.
  written.catch(() => undefined);
  return {
    file,
    async add(name, data) {
      const entry = controller.add({ name, size: data.length, mode: 0o644, mtime: new Date(0) });
      const writer = entry.getWriter();
      if (data.length > 0) await writer.write(data);
      await writer.close();
    },
    async close() {
      controller.finalize();
      await written;
      await rename(temporary, file);
    },
    async abort() {
      controller.error(new Error('aborted'));
      await written.catch(() => undefined);
      // A stream that is ended before its file is open opens it all the same, and closes it later.
      if (!target.closed) await new Promise<void>((resolve) => target.once('close', () => resolve()));
      await rm(temporary, { force: true });
    },
  };
}

/** Makes the folder, and refuses one with shards of the same name: what is left of them would pass for new. */
export async function prepareFolder(where: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const other = (await readdir(folder)).find((file) => file.startsWith(`${name}-`) && /-\d{6}\.tar(\.gz)?$/.test(file));
  if (other === undefined) return;
  const path = join(folder, other);
  throw new DataError(`${where}: there are shards of this name already: ${path}. Remove them, or give another name.`, {
    file: path,
  });
}
