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
  const losses: number[] = [];
  for (const workers of ['0', '2']) {
    expect(await main([...smallTraining(folder), '--workers', workers, '--overwrite'])).toBe(0);
    const history = await readFile(join(folder, 'run', 'history.csv'), 'utf8');
    const [header, first] = history.trim().split('\n');
    losses.push(Number(first.split(',')[header.split(',').indexOf('loss')]));
  }
  expect(losses[0]).toBeGreaterThan(0);
  expect(losses[1]).toBeCloseTo(losses[0], 4);
});
