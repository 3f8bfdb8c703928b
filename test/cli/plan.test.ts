import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { writePairs } from './smallTraining.js';

let folder: string;
let said: string[];
let complained: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-plan-'));
  await writePairs(folder);
  said = [];
  complained = [];
  vi.spyOn(console, 'log').mockImplementation((...words) => void said.push(words.join(' ')));
  vi.spyOn(console, 'error').mockImplementation((...words) => void complained.push(words.join(' ')));
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const folders = (): string[] => [
  ...['--images', join(folder, 'photos'), '--masks', join(folder, 'masks')],
  ...['--out', join(folder, 'run'), '--backend', 'wasm'],
];
const optionsOf = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(folder, 'run/options.json'), 'utf8'));

it('plans what was not asked for, says why, and keeps the plan with the run', async () => {
  const words = [
    'train',
    '--plan',
    '--minutes',
    '0.2',
    '--epochs',
    '2',
    '--filters',
    '2',
    '--depth',
    '1',
    ...folders(),
  ];
  const code = await main(words);
  expect(complained).toEqual([]);
  expect(code).toBe(0);
  const options = await optionsOf();
  expect(options).toMatchObject({
    size: '20x16',
    epochs: 2,
    batchSize: 2,
    depth: 1,
    filters: 2,
    warmup: expect.any(Number),
  });
  expect(options.augment).toMatchObject({ name: 'compose' });
  expect(said.join('\n')).toMatch(/The plan.*5 pictures, 20×16 in the median/s);
  expect(said.join('\n')).toMatch(/About \d+\.\d GiB of memory for training/);
});

it('refuses a time that nothing goes by', async () => {
  expect(await main(['train', '--minutes', '3', ...folders()])).toBe(1);
  expect(complained).toEqual(['segkit: --minutes would have no effect. Add --plan, or set --epochs.']);
});

it('warns of a batch that does not fit, and names the largest that does', async () => {
  vi.spyOn(process as { availableMemory(): number }, 'availableMemory').mockReturnValue(12e6);
  const small = ['--size', '64', '--depth', '1', '--filters', '2', '--epochs', '1', '--batch-size', '6'];
  expect(await main(['train', ...small, ...folders()])).toBe(0);
  expect(complained[0]).toMatch(/needs more memory than is free\. The largest batch that fits is [1-5]: --batch-size/);
});
