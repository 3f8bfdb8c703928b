import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Download, FileCache } from '../weights/fetch/fileCache.js';
import { fileSource } from './fileSource.js';
import { syncFolder } from './writeFileAtomically.js';

/**
 * A folder that keeps downloaded files, for `fetchFile` and `modelUrl` of `segkit`: a folder a URL.
 *
 * A file takes its place in one step when it is whole. What was interrupted is gone on with, also by another process.
 * Several processes may use the folder at once: each downloads into a file of its own.
 *
 * @param folder - by default `segkit` in the user's folder for such things: `$XDG_CACHE_HOME` or `~/.cache`,
 *   `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows
 *
 * @example
 * ```ts
 * import { cacheFolder } from 'segkit/node';
 *
 * console.log(cacheFolder().name); // such as /home/me/.cache/segkit
 * ```
 */
export function cacheFolder(folder: string = defaultFolder()): FileCache {
  return {
    name: folder,
    find: async (url) => {
      const place = join(folder, folderName(url));
      const [newest] = await newestFirst(place, (name) => name.startsWith(wholePrefix) && !name.endsWith('.tmp'));
      if (newest === undefined) return undefined;
      const source = await fileSource(join(place, newest));
      return { source, validator: decodeValidator(newest.slice(wholePrefix.length)) };
    },
    begin: async (url) => {
      const place = join(folder, folderName(url));
      await mkdir(place, { recursive: true });
      return download(place, await claimPart(place));
    },
  };
}

function defaultFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (process.platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'segkit');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'segkit');
  return join(xdg || join(homedir(), '.cache'), 'segkit');
}

/** The last word of the URL, so that people find their way, and a hash of all of it. */
function folderName(url: string): string {
  const word = (new URL(url).pathname.split('/').at(-1) ?? '').replace(/[^-\w.]/g, '_').slice(-60);
  return `${word || 'file'}-${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;
}

const wholePrefix = 'whole-';
const partPrefix = 'part-';
/** A download that has had no bytes for so long is nobody's any more. */
const abandonedAfter = 600_000;

const encodeValidator = (validator: string): string => Buffer.from(validator).toString('base64url');
const decodeValidator = (text: string): string | undefined =>
  text === '' ? undefined : Buffer.from(text, 'base64url').toString();
/** A validator that is too long for the name of a file is none. */
const usable = (validator: string | undefined): string | undefined =>
  validator !== undefined && validator.length <= 120 ? validator : undefined;

async function newestFirst(place: string, isRight: (name: string) => boolean): Promise<string[]> {
  const names = await readdir(place).catch(() => [] as string[]);
  const dated = await Promise.all(names.filter(isRight).map(async (name) => [name, await ageOf(place, name)] as const));
  return dated.sort(([, a], [, b]) => a - b).map(([name]) => name);
}

/** Milliseconds since it was written; 0 for what is gone. */
async function ageOf(place: string, name: string): Promise<number> {
  const written = await stat(join(place, name)).catch(() => undefined);
  return written ? Date.now() - written.mtimeMs : 0;
}

/** A part that was left, under a name of our own: only one process can rename it. */
async function claimPart(place: string): Promise<string | undefined> {
  for (const name of await newestFirst(place, (each) => each.startsWith(partPrefix))) {
    if (name.endsWith('.tmp') && (await ageOf(place, name)) < abandonedAfter) continue;
    const own = ownName(name.slice(partPrefix.length).split('.')[0]);
    const isOurs = await rename(join(place, name), join(place, own)).then(
      () => true,
      () => false,
    );
    if (isOurs) return own;
  }
  return undefined;
}

const ownName = (encoded: string): string =>
  `${partPrefix}${encoded}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;

async function download(place: string, part: string | undefined): Promise<Download> {
  let file = part;
  let validator = part === undefined ? undefined : decodeValidator(part.slice(partPrefix.length).split('.')[0]);
  let handle = part === undefined ? undefined : await open(join(place, part), 'a');
  let size = handle ? (await handle.stat()).size : 0;
  const close = async (): Promise<void> => {
    await handle?.close();
    handle = undefined;
  };
  const discard = async (): Promise<void> => {
    await close();
    if (file !== undefined) await rm(join(place, file), { force: true });
    file = undefined;
    size = 0;
  };
  return {
    get size() {
      return size;
    },
    get validator() {
      return validator;
    },
    async restart(next) {
      await discard();
      validator = usable(next);
      file = ownName(encodeValidator(validator ?? ''));
      handle = await open(join(place, file), 'w');
    },
    async append(bytes) {
      await handle?.appendFile(bytes);
      size += bytes.length;
    },
    source: () => fileSource(join(place, file as string)),
    async finish() {
      await handle?.sync();
      await close();
      const whole = `${wholePrefix}${encodeValidator(validator ?? '')}`;
      await putInPlace(place, file as string, whole, size);
      await removeOthers(place, whole);
      return fileSource(join(place, whole));
    },
    async leave() {
      await close();
      if (file === undefined) return;
      if (size === 0 || validator === undefined) return discard();
      await rename(join(place, file), join(place, `${partPrefix}${encodeValidator(validator)}`)).catch(() => undefined);
    },
    discard,
  };
}

/** Gives a file its name; where another process has put the same one there meanwhile, that one stays: it may be read now. */
async function putInPlace(place: string, file: string, whole: string, size: number): Promise<void> {
  const there = await stat(join(place, whole)).catch(() => undefined);
  if (there?.size !== size || whole === wholePrefix) await rename(join(place, file), join(place, whole));
  else await rm(join(place, file), { force: true });
  await syncFolder(place);
}

/** Removes what the file was before. */
async function removeOthers(place: string, whole: string): Promise<void> {
  for (const name of await readdir(place)) {
    if (name.startsWith(wholePrefix) && name !== whole) await rm(join(place, name), { force: true });
  }
}
