import { spawn } from 'node:child_process';
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { map, pipe, prefetch, repeat, take, toArray } from '../../src/data/generators.js';
import { cacheToDisk } from '../../src/node/cacheToDisk.js';
import { plainSample } from '../data/samples.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-cache-'));
  file = join(folder, 'values.cache');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A pipeline that counts how often its values were worked out. */
function counted<T>(values: readonly T[], key: unknown = 1) {
  const calls = { count: 0 };
  const work = (value: T): T => {
    calls.count++;
    return value;
  };
  return { calls, stream: pipe(values, map(work), cacheToDisk<T>(file, { key })) };
}

it('gives the same values again, in this process and in another', async () => {
  const samples = ['a', 'b', 'c'].map((id, i) => plainSample(id, { value: i, size: 40 }));
  const first = counted(samples);
  expect(await toArray(first.stream)).toEqual(samples);
  expect(await toArray(pipe(first.stream, repeat(2), prefetch(2)))).toEqual([...samples, ...samples]);
  expect(first.calls.count).toBe(3);
  const second = counted<unknown>([]);
  expect(await toArray(second.stream)).toEqual(samples);
  expect(await readdir(folder)).toEqual(['values.cache']);
});

it('keeps whatever structured clones keep', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.anything({ withTypedArray: true, withMap: true, withSet: true, withDate: true }),
          fc.integer({ min: 250_000, max: 300_000 }).map((n) => 'é'.repeat(n)),
        ),
      ),
      async (values) => {
        const kept = values.map((value) => structuredClone(value));
        await toArray(counted(kept, fc.stringify(values).length).stream);
        expect(await toArray(counted<unknown>(['not read'], fc.stringify(values).length).stream)).toEqual(kept);
        await rm(file);
      },
    ),
    { numRuns: 30 },
  ));

it('makes a file anew for another key', async () => {
  await toArray(counted(['old'], { size: 1 }).stream);
  expect(await toArray(counted(['new'], { size: 2 }).stream)).toEqual(['new']);
  expect(await toArray(counted(['other'], { size: 2 }).stream)).toEqual(['new']);
  expect(() => cacheToDisk(file, { key: undefined })).toThrow('there is no key');
  expect(() => cacheToDisk(file, { keys: 1 } as unknown as { key: 1 })).toThrow('Did you mean "key"?');
});

it('leaves nothing behind when a reading ends early or fails', async () => {
  const { stream } = counted([1, 2, 3]);
  expect(await toArray(pipe(stream, take(2)))).toEqual([1, 2]);
  expect(await readdir(folder)).toEqual([]);
  const failing = pipe(
    [1, 2],
    map((n) => {
      if (n === 2) throw new Error('two');
      return n;
    }),
    cacheToDisk<number>(file, { key: 1 }),
  );
  await expect(toArray(failing)).rejects.toThrow('two');
  expect(await readdir(folder)).toEqual([]);
  await expect(toArray(counted([() => 1]).stream)).rejects.toThrow('cacheToDisk: value 0 cannot be written');
  expect(await readdir(folder)).toEqual([]);
  await pipe([1], cacheToDisk(file, { key: 1 }))
    [Symbol.asyncIterator]()
    .return?.();
  expect(await toArray(stream)).toEqual([1, 2, 3]);
  expect(await toArray(pipe(stream, take(1)))).toEqual([1]);
  expect(await readdir(folder)).toEqual(['values.cache']);
});

it('notices what has been damaged, and makes it anew', async () => {
  const values = Array.from({ length: 5 }, (_, i) => new Uint8Array(1000).fill(i));
  await toArray(counted(values).stream);
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  await handle.write(Buffer.of(77), 0, 1, 3 * 1000);
  await handle.close();
  const damaged = counted(values);
  await expect(toArray(damaged.stream)).rejects.toMatchObject({
    message: expect.stringContaining('value 2 is damaged: its checksum is wrong'),
    file,
    stage: 'cacheToDisk',
  });
  expect(await toArray(damaged.stream)).toEqual(values);
  expect(damaged.calls.count).toBe(5);

  for (const length of [size - 1, size - 500, 200]) {
    await truncate(file, length);
    const cutOff = counted(values);
    expect(await toArray(cutOff.stream)).toEqual(values);
    expect(cutOff.calls.count).toBe(5);
    expect((await stat(file)).size).toBe(size);
  }
});

it('does not write over what it has not written', async () => {
  for (const text of ['', 'a line\nand another', '{"model": 1}\n']) {
    await writeFile(file, text);
    await expect(toArray(counted([1]).stream)).rejects.toThrow('is something else than a cache. Remove it, or name');
    expect(await readFile(file, 'utf8')).toBe(text);
  }
});

it('removes what killed processes have left, and nothing else', async () => {
  const dead = 2 ** 22 + 1; // above the greatest process id of Linux
  const names = {
    dead: `values.cache.${hostname()}.${dead}.abc.tmp`,
    alive: `values.cache.${hostname()}.1.abc.tmp`,
    reborn: `values.cache.${hostname()}.${process.pid}.abc.tmp`,
    elsewhere: 'values.cache.other.host.7.abc.tmp',
    elsewhereOld: 'values.cache.other.host.8.abc.tmp',
    another: `another.cache.${hostname()}.${dead}.abc.tmp`,
  };
  for (const name of Object.values(names)) await writeFile(join(folder, name), 'half');
  const dayBefore = new Date(Date.now() - 25 * 3600 * 1000);
  await utimes(join(folder, names.elsewhereOld), dayBefore, dayBefore);
  await toArray(counted([1]).stream);
  expect((await readdir(folder)).sort()).toEqual([names.another, 'values.cache', names.alive, names.elsewhere].sort());
});

it('lets two readings of a process write at once', async () => {
  const [a, b] = [counted([1, 2, 3]), counted([1, 2, 3])];
  expect(await Promise.all([toArray(a.stream), toArray(b.stream)])).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect(await readdir(folder)).toEqual(['values.cache']);
});

it('survives a killed process', { timeout: 60_000 }, async () => {
  const from = (path: string): string => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const program = `
    import { pipe, toArray } from ${from('data/generators.ts')};
    import { cacheToDisk } from ${from('node/cacheToDisk.ts')};
    async function* endless() {
      for (let i = 0; ; i++) {
        yield new Uint8Array(1000);
        if (i === 20) console.log('writing');
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    await toArray(pipe(endless, cacheToDisk(${JSON.stringify(file)}, { key: 1 })));`;
  const words = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, words, { cwd: fileURLToPath(new URL('../..', import.meta.url)) });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^values\.cache\..*\.tmp$/)]);
  expect(await toArray(counted([1, 2]).stream)).toEqual([1, 2]);
  expect(await readdir(folder)).toEqual(['values.cache']);
});

it('keeps no file open', async () => {
  const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd').catch(() => [])).length;
  const before = await openFiles();
  const { stream } = counted([1, 2, 3]);
  for (let i = 0; i < 3; i++) {
    await toArray(pipe(stream, take(1)));
    await toArray(stream);
    const iterator = stream[Symbol.asyncIterator]();
    const pending = iterator.next();
    await iterator.return?.();
    await pending;
  }
  await vi.waitFor(async () => expect(await openFiles()).toBeLessThanOrEqual(before));
});
