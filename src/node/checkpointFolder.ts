import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DataError, OptionError } from '../core/errors.js';
import type { CheckpointPlace } from '../train/checkpoint/checkpointPlace.js';
import { writeFileAtomically } from './writeFileAtomically.js';

/**
 * A folder that `checkpoint` writes to and `fit(…, { resume })` goes on from, one file a checkpoint (`cp-0007.ckpt`).
 *
 * Files are written beside their place, flushed to the disk and moved there in one step, so that a process, or the power, may
 * go at any moment. What a process that was killed left half written is removed at the next start.
 *
 * @throws OptionError if the path is no text; at the start of a training, if the folder cannot be written to.
 *
 * @example
 * ```ts
 * import { checkpoint } from 'segkit';
 * import { checkpointFolder } from 'segkit/node';
 *
 * const callbacks = [checkpoint({ place: checkpointFolder('runs/first/checkpoints'), keepLast: 2 })];
 * console.log(callbacks.length); // for fit(model, train, { callbacks, resume: 'auto' })
 * ```
 */
export function checkpointFolder(path: string): CheckpointPlace {
  if (typeof path !== 'string' || path === '') {
    throw new OptionError(`checkpointFolder: path is ${String(path)}. Give the path of a folder.`, {
      option: 'path',
      value: path,
    });
  }
  const folder = resolve(path);
  const fileOf = (name: string): string => join(folder, `${name}${ending}`);
  return {
    name: path,
    async list() {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw new DataError(`checkpointFolder: ${path} cannot be read (${error.message}).`, {
          file: path,
          cause: error,
        });
      });
      return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
    },
    read: (name, length) => readBytes(fileOf(name), length),
    async write(name, bytes) {
      await mkdir(folder, { recursive: true });
      await writeFileAtomically(fileOf(name), bytes);
    },
    remove: (name) => rm(fileOf(name), { force: true }),
    check: () => probe(path, folder),
  };
}

const ending = '.ckpt';

async function readBytes(file: string, length?: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    if (length === undefined) return await handle.readFile();
    const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Finds out before the work, not after, that a folder cannot be written to, and clears what was left half written. */
async function probe(path: string, folder: string): Promise<void> {
  try {
    const created = await mkdir(folder, { recursive: true });
    const file = join(folder, `.segkit-probe-${process.pid}`);
    await writeFileAtomically(file, '');
    await rm(file);
    // A training that fails at once leaves nothing.
    if (created !== undefined) return await rm(created, { recursive: true });
    for (const name of await readdir(folder)) {
      if (await isLeftOver(folder, name)) await rm(join(folder, name), { force: true });
    }
  } catch (cause) {
    throw new OptionError(`checkpointFolder: ${path} cannot be written to (${(cause as Error).message}).`, {
      option: 'path',
      value: path,
    });
  }
}

/** Whether a file is half a checkpoint of a process that is no more, or has written nothing for an hour. */
async function isLeftOver(folder: string, name: string): Promise<boolean> {
  const process = /\.ckpt\.(\d+)\.[0-9a-z]+\.tmp$/.exec(name)?.[1];
  if (process === undefined) return false;
  const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Date.now() }));
  return !isRunning(Number(process)) || Date.now() - mtimeMs > 3_600_000;
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
