import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as segkit from 'segkit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { smallTraining, writePairs } from './smallTraining.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-cli-'));
  await writePairs(folder);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

// From the third epoch on, every picture is NaN.
vi.mock('segkit', async (original) => {
  const real = await original<typeof segkit>();
  const loader: typeof real.loader = (...words) => {
    const source = real.loader(...words);
    const epoch: typeof source.epoch = async function* (number) {
      for await (const batch of source.epoch(number)) {
        if (number >= 3) batch.x.data.fill(Number.NaN);
        yield batch;
      }
    };
    return { ...source, epoch };
  };
  return { ...real, loader };
});

it('keeps the best model, its curves and its page when the loss is no number, and names the pictures', async () => {
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.join(' ')));
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  expect(await main([...smallTraining(folder), '--epochs', '9'])).toBe(1);
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(/^segkit: the model of epoch [12], the best before this, is in .*run\.$/);
  expect(said[1]).toMatch(
    /^segkit: fit: the loss is NaN at epoch 3, step 1, pictures p\d, p\d\. Picture p\d itself holds NaN.* The weights are as before/,
  );
  const run = join(folder, 'run');
  for (const file of ['model/model.json', 'index.html', 'curves.svg']) expect(existsSync(join(run, file))).toBe(true);
  expect((await readFile(join(run, 'history.csv'), 'utf8')).trim().split('\n')).toHaveLength(3);
});

it('saves and stops at Ctrl-C', { timeout: 120_000 }, async () => {
  const words = ['--import', 'tsx', join(root, 'src/cli/index.ts'), ...smallTraining(folder), '--epochs', '5000'];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
      if (/Epoch +2\/5000/.test(output) && child.exitCode === null && !output.includes('saving')) child.kill('SIGINT');
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code, output).toBe(130);
  expect(output).toContain('stopping after this step and saving');
  const run = join(folder, 'run');
  for (const file of ['model/model.json', 'index.html', 'history.csv']) expect(existsSync(join(run, file))).toBe(true);
  expect(await main(['evaluate', '--model', run, ...smallTraining(folder).slice(3, 7)])).toBe(0);
});
