import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that at any moment, power cuts and full disks included, the old content or the new one is there,
 * whole: a temporary file beside it, flushed to the disk, takes its place in one step.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { writeFileAtomically } from 'segkit/node';
 *
 * await writeFileAtomically(`${tmpdir()}/segkit-example.txt`, 'all or nothing');
 * ```
 */
export async function writeFileAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes the rename itself durable. Where folders cannot be opened (Windows) the file system sees to it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
