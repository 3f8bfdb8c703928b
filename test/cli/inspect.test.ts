import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { writePairs } from './smallTraining.js';

let folder: string;
const said: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-inspect-'));
  await writePairs(folder, 5);
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((...words) => void said.push(words.join(' ')));
  vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.join(' ')));
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const words = (...more: string[]): string[] => [
  'inspect',
  '--images',
  join(folder, 'photos'),
  '--masks',
  join(folder, 'masks'),
  ...more,
];

it('prints what is in a folder, and writes a page and the numbers', async () => {
  await writeFile(join(folder, 'photos', 'p1.png'), (await readFile(join(folder, 'photos', 'p1.png'))).subarray(0, 60));
  await rm(join(folder, 'masks', 'p2.png'));
  expect(await main(words('--out', join(folder, 'out'), '--thumbnails', '2'))).toBe(0);
  expect(said[0]).toContain('4 samples, 3 readable, 3 with masks; 2 in trouble');
  expect(said[0]).toMatch(/p1.*cut off|p1/);
  expect((await readdir(join(folder, 'out'))).sort()).toEqual(['index.html', 'inspection.json']);
  const found = JSON.parse(await readFile(join(folder, 'out', 'inspection.json'), 'utf8'));
  expect(found.problems.map(({ kind }: { kind: string }) => kind)).toEqual(['unreadable', 'unpairedImage']);
  expect(found.thumbnails).toHaveLength(2);
  expect(await readFile(join(folder, 'out', 'index.html'), 'utf8')).toContain('<h2>Trouble</h2>');
  expect(await main(words('--out', join(folder, 'out')))).toBe(1);
  expect(said.at(-1)).toContain('is not empty');
});

it('needs no folder to write to', async () => {
  expect(await main(words())).toBe(0);
  expect(said).toEqual([expect.stringContaining('5 samples, 5 readable, 5 with masks; no trouble')]);
  expect((await readdir(folder)).sort()).toEqual(['masks', 'photos']);
});
