import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError, OptionError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { createIterator, done, openSource } from '../data/generators/iterator.js';
import { atPass, createStream, type Stage } from '../data/generators/stream.js';
import { type CacheReader, cacheWriter, openCache } from './cacheFile.js';
import { syncFolder } from './writeFileAtomically.js';

/** Options of {@link cacheToDisk}. */
export interface CacheToDiskOptions {
  /**
   * What the values depend on, as JSON: the names of the files, sizes, options, the version of your code. A file that was
   * made for another key is made anew.
   */
  readonly key: unknown;
}

/**
 * Keeps all values of a pipeline in a file, in the first reading that comes to its end; later readings, those of later
 * processes too, take them from there without asking the source.
 *
 * The file appears when it is whole: a reading that is left early or fails leaves nothing behind, and what a killed
 * process leaves is removed by the next one. Each value has a checksum. Values may be plain objects, arrays, strings,
 * numbers, typed arrays, maps, sets and dates, so samples and batches too.
 *
 * @param file - Its folder is made if need be.
 * @throws DataError while it is read: for a value that cannot be stored, a damaged one, or a file that is no cache.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { generators } from 'segkit';
 * import { cacheToDisk } from 'segkit/node';
 *
 * const { pipe, map, toArray } = generators;
 * const file = join(await mkdtemp(join(tmpdir(), 'segkit-')), 'tiles.cache');
 * let decoded = 0;
 * const decode = (n: number): { id: string } => ({ id: `tile ${n}, decoding ${++decoded}` });
 * const tiles = pipe([1, 2], map(decode), cacheToDisk(file, { key: { tile: 256 } }));
 * await toArray(tiles);
 * console.log(await toArray(tiles), decoded); // the same again, 2
 * ```
 */
export function cacheToDisk<T>(file: string, options: CacheToDiskOptions): Stage<T, T> {
  checkOptionNames('cacheToDisk', options, ['key']);
  const path = resolve(file);
  const key = JSON.stringify(options.key);
  if (key === undefined) {
    throw new OptionError(
      'cacheToDisk: there is no key. Say what the values depend on, such as { key: { size: 256 } }.',
      {
        option: 'key',
      },
    );
  }
  return (source) =>
    createStream((pass) => {
      const upstream = openSource(atPass(source, pass));
      let parts: Promise<ReadingParts<T>> | undefined;
      const begin = async (): Promise<ReadingParts<T>> => {
        const reader = await openCache(path, key);
        return reader ? readingParts(path, reader) : writingParts(path, key, () => upstream.next());
      };
      return createIterator({
        next: async () => {
          parts ??= begin();
          return (await parts).next();
        },
        close: async () => {
          const closing = upstream.close();
          const opened = await parts?.catch(() => undefined);
          await Promise.all([closing, opened?.close()]);
        },
      });
    });
}

interface ReadingParts<T> {
  next(): Promise<IteratorResult<T>>;
  close(): Promise<void>;
}

function readingParts<T>(file: string, reader: CacheReader): ReadingParts<T> {
  const next = async (): Promise<IteratorResult<T>> => {
    try {
      const step = await reader.next();
      return step ? { done: false, value: step.value as T } : done;
    } catch (error) {
      if (error instanceof DataError) await rm(file, { force: true });
      throw error;
    }
  };
  return { next, close: reader.close };
}

/** Passes values on and writes them; the file gets its name when the last one is in it. */
async function writingParts<T>(
  file: string,
  key: string,
  read: () => Promise<IteratorResult<T>>,
): Promise<ReadingParts<T>> {
  await mkdir(dirname(file), { recursive: true });
  await removeLeftovers(file);
  const temporary = `${file}.${hostname()}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  unfinished.add(temporary);
  const handle = await open(temporary, 'wx');
  const writer = cacheWriter(handle, key);
  let count = 0;
  let writing: Promise<void> = Promise.resolve();
  let isFinished = false;
  const finish = async (): Promise<void> => {
    await writer.end();
    await handle.close();
    await rename(temporary, file);
    isFinished = true;
    unfinished.delete(temporary);
    await syncFolder(dirname(file));
  };
  const next = async (): Promise<IteratorResult<T>> => {
    const step = await read();
    writing = step.done ? finish() : writer.add(step.value);
    await writing.catch((cause: Error) => {
      throw new DataError(`cacheToDisk: value ${count} cannot be written to ${file} (${cause.message}).`, {
        file,
        stage: 'cacheToDisk',
        cause,
      });
    });
    count++;
    return step;
  };
  const close = async (): Promise<void> => {
    await writing.catch(() => undefined);
    if (!isFinished) await discard(handle, temporary);
  };
  return { next, close };
}

async function discard(handle: FileHandle, temporary: string): Promise<void> {
  await handle.close();
  await rm(temporary, { force: true });
  unfinished.delete(temporary);
}

/** The files that this process is writing. */
const unfinished = new Set<string>();

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Removes what processes have left that were killed while they wrote. */
async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file);
  const start = `${basename(file)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !name.endsWith('.tmp')) continue;
    const path = join(folder, name);
    if (await isLeft(path, name.slice(start.length).split('.'))) await rm(path, { force: true });
  }
}

/** Whether nobody writes there any more. Processes of another machine cannot be asked; a day without a byte will do. */
async function isLeft(path: string, parts: readonly string[]): Promise<boolean> {
  const [pid] = parts.slice(-3);
  const host = parts.slice(0, -3).join('.');
  if (host === hostname()) return Number(pid) === process.pid ? !unfinished.has(path) : !isAlive(Number(pid));
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > dayMilliseconds;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
