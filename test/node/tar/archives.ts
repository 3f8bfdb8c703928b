import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { packTar, type TarHeader } from 'modern-tar';

/** A file for an archive: its name, and text, or a whole header. */
export type Entry = readonly [name: string, content?: string | Uint8Array, header?: Partial<TarHeader>];

/** The bytes of an archive. */
export const archive = (entries: readonly Entry[]): Promise<Uint8Array> =>
  packTar(
    entries.map(([name, content = '', header = {}]) => {
      const body = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return { header: { name, size: body.length, ...header }, body };
    }),
  );

/** Writes an archive. */
export async function writeArchive(file: string, entries: readonly Entry[]): Promise<string> {
  const bytes = await archive(entries);
  await writeFile(file, file.endsWith('.gz') ? gzipSync(bytes) : bytes);
  return file;
}
