import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { smallTraining, writePairs } from './smallTraining.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-cli-'));
  await writePairs(folder);
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it('trains with workers as without', { timeout: 120_000 }, async () => {
  const alone = await lossOf('--workers', '0');
  expect(alone).toBeGreaterThan(0);
  expect(await lossOf('--workers', '2')).toBeCloseTo(alone, 4);
});

it('trains with threads that read as without', { timeout: 120_000 }, async () => {
  expect(await lossOf('--loader-workers', '2')).toBe(await lossOf('--loader-workers', '0'));
});

/** The loss of the first epoch of a small training with an option more. */
async function lossOf(...options: string[]): Promise<number> {
  expect(await main([...smallTraining(folder), ...options, '--overwrite'])).toBe(0);
  const history = await readFile(join(folder, 'run', 'history.csv'), 'utf8');
  const [header, first] = history.trim().split('\n');
  return Number(first.split(',')[header.split(',').indexOf('loss')]);
}
