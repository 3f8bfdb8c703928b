import * as fs from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkpointFolder } from '../../src/node/checkpointFolder.js';

vi.mock('node:fs/promises', { spy: true });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-checkpoints-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes, lists, reads and removes, in a folder that it makes', async () => {
  const place = checkpointFolder(join(folder, 'a', 'b'));
  expect(await place.list()).toEqual([]);
  await place.write('cp-0001', Uint8Array.of(1, 2, 3, 4));
  await place.write('cp-0002', Uint8Array.of(5));
  await place.write('cp-0001', Uint8Array.of(9, 8, 7));
  expect((await place.list()).toSorted()).toEqual(['cp-0001', 'cp-0002']);
  expect([...(await place.read('cp-0001'))]).toEqual([9, 8, 7]);
  expect([...(await place.read('cp-0001', 2))]).toEqual([9, 8]);
  expect([...(await place.read('cp-0002', 64))]).toEqual([5]);
  await place.remove('cp-0002');
  await place.remove('cp-0002');
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['cp-0001.ckpt']);
});

it('leaves the old checkpoint, and nothing half written, when the disk is full', async () => {
  const place = checkpointFolder(folder);
  await place.write('cp-0001', Uint8Array.of(1));
  const { open } = await vi.importActual<typeof fs>('node:fs/promises');
  vi.mocked(fs.open).mockImplementationOnce(async (...words) => {
    const handle = await open(...words);
    handle.writeFile = async () => {
      await handle.write(Uint8Array.of(2)); // some of it still fits
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    return handle;
  });
  await expect(place.write('cp-0001', new Uint8Array(100))).rejects.toThrow('ENOSPC');
  expect(await readdir(folder)).toEqual(['cp-0001.ckpt']);
  expect([...(await place.read('cp-0001'))]).toEqual([1]);
  await place.write('cp-0001', Uint8Array.of(3));
  expect([...(await place.read('cp-0001'))]).toEqual([3]);
});

it('flushes the file before it takes its place, and the folder after', async () => {
  const order: string[] = [];
  const { open, rename } = await vi.importActual<typeof fs>('node:fs/promises');
  vi.mocked(fs.open).mockImplementation(async (...words) => {
    const handle = await open(...words);
    const sync = handle.sync.bind(handle);
    handle.sync = () => {
      order.push(`sync ${String(words[0]) === folder ? 'folder' : 'file'}`);
      return sync();
    };
    return handle;
  });
  vi.mocked(fs.rename).mockImplementation((from, to) => {
    order.push('rename');
    return rename(from, to);
  });
  await checkpointFolder(folder).write('cp-0001', Uint8Array.of(1));
  vi.mocked(fs.open).mockReset();
  vi.mocked(fs.rename).mockReset();
  expect(order).toEqual(['sync file', 'rename', 'sync folder']);
});

it('says before the training that a folder cannot be written to', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const place = checkpointFolder(join(file, 'below'));
  await expect(place.check!()).rejects.toThrow(/checkpointFolder: .*below cannot be written to \(E(NOTDIR|EXIST)/);
  expect(() => checkpointFolder('')).toThrow('Give the path of a folder');
});

it('removes what killed processes left half written, and nothing else', async () => {
  const dead = 2 ** 22 - 7; // above the largest process id of Linux in practice
  const names = [`cp-0001.ckpt.${dead}.abc.tmp`, `cp-0001.ckpt.${process.pid}.abc.tmp`, 'mine.tmp', 'cp-0001.ckpt'];
  for (const name of names) await writeFile(join(folder, name), name);
  await checkpointFolder(folder).check!();
  expect((await readdir(folder)).toSorted()).toEqual(names.slice(1).toSorted());
  const old = join(folder, names[1]);
  await utimes(old, new Date(0), new Date(0));
  await checkpointFolder(folder).check!();
  expect((await readdir(folder)).toSorted()).toEqual(names.slice(2).toSorted());
  expect(await readFile(join(folder, 'mine.tmp'), 'utf8')).toBe('mine.tmp');
});
