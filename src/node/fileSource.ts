import { open, stat } from 'node:fs/promises';
import { WeightsError } from '../core/errors.js';
import type { ByteSource } from '../weights/byteSource.js';

/**
 * A file of a disk, to be read in parts. It is opened for each of them, so that there is nothing to close; a file that has
 * changed in between is refused.
 *
 * @throws WeightsError if the file is not there, or cannot be read.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { readSafetensors, writeSafetensors } from 'segkit';
 * import { fileSource, writeFileAtomically } from 'segkit/node';
 *
 * const path = `${tmpdir()}/segkit-example-source.safetensors`;
 * await writeFileAtomically(path, writeSafetensors({}));
 * console.log((await readSafetensors(await fileSource(path))).tensors.size); // 0
 * ```
 */
export async function fileSource(path: string): Promise<ByteSource> {
  const where = 'fileSource';
  const refuse = (what: string, cause?: unknown): WeightsError =>
    new WeightsError(`${where}: ${path} ${what}`, { file: path, cause });
  const before = await stat(path).catch((cause: Error) => {
    throw refuse(`cannot be read (${cause.message}).`, cause);
  });
  if (!before.isFile()) throw refuse('is no file.');
  return {
    name: path,
    size: before.size,
    async read(start, end) {
      const handle = await open(path, 'r').catch((cause: Error) => {
        throw refuse(`cannot be read (${cause.message}).`, cause);
      });
      try {
        const now = await handle.stat();
        if (now.size !== before.size || now.mtimeMs !== before.mtimeMs) throw refuse('has changed while it was read.');
        const bytes = new Uint8Array(end - start);
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
          if (bytesRead === 0) throw refuse(`ends at byte ${start + filled}, before ${end}.`);
          filled += bytesRead;
        }
        return bytes;
      } finally {
        await handle.close();
      }
    },
  };
}
