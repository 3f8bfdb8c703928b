import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { smallTraining, writePairs } from './smallTraining.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-resume-'));
  await writePairs(folder);
  said = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.join(' ')));
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const more = ['--epochs', '8', '--ema', '0.8', '--accumulate', '2', '--clip-norm', '1'];

/** The history without its times, and the bytes of the weights, of a run. */
async function resultOf(name: string): Promise<{ history: string; weights: string }> {
  const run = join(folder, name);
  const lines = (await readFile(join(run, 'history.csv'), 'utf8')).split('\n');
  const model = (await readdir(join(run, 'model'))).filter((file) => file.endsWith('.bin'));
  return { history: lines.map((line) => line.replace(/^(\d+),[\d.]+/, '$1')).join('\n'), weights: model.join() };
}

it('leaves a checkpoint at Ctrl-C, and goes on from it to the same end', { timeout: 180_000 }, async () => {
  const inFolder = (name: string): string[] => [
    ...smallTraining(folder).slice(0, -8),
    '--out',
    join(folder, name),
    ...smallTraining(folder).slice(-8),
    ...more,
  ];
  const words = ['--import', 'tsx', join(root, 'src/cli/index.ts'), ...inFolder('stopped')];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
      if (/Epoch 2\/8/.test(output) && child.exitCode === null && !output.includes('saving')) child.kill('SIGINT');
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code, output).toBe(130);
  expect(output).toContain('Give the same command with --resume to go on.');
  expect((await readdir(join(folder, 'stopped', 'checkpoints'))).length).toBeGreaterThan(0);
  const cut = await resultOf('stopped');
  expect(cut.history.trim().split('\n').length).toBeLessThan(9);

  expect(await main([...inFolder('stopped'), '--resume'])).toBe(0);
  expect(await main(inFolder('whole'))).toBe(0);
  expect(await resultOf('stopped')).toEqual(await resultOf('whole'));
  expect((await resultOf('whole')).history.trim().split('\n')).toHaveLength(9);
});

it('begins where there is nothing to go on from, and takes what is not given from the run', {
  timeout: 120_000,
}, async () => {
  const small = smallTraining(folder);
  expect(await main([...small, '--filters', '3', '--epochs', '2', '--resume'])).toBe(0);
  const { history } = await resultOf('run');
  // Everything but the folders is left out: size, filters, epochs come from the run, which is done.
  expect(await main([...small.slice(0, 9), '--resume'])).toBe(0);
  expect((await resultOf('run')).history).toBe(history);
  expect(said).toEqual([]);
  expect(await main([...small, '--filters', '4', '--epochs', '2', '--resume'])).toBe(1);
  expect(said[0]).toMatch(/^segkit: fit: this is not the run whose checkpoints are in .*filters was 3, now 4/);
  expect(await main([...small, '--resume', '--overwrite'])).toBe(1);
  expect(said[1]).toBe('segkit: --overwrite begins anew, --resume goes on. Leave one out.');
  expect(await main(small)).toBe(1);
  expect(said[2]).toMatch(
    /run is not empty. Name another folder, go on with the run in it by --resume, or add --overwrite\.$/,
  );
  expect(await main([...small, '--overwrite'])).toBe(0);
  expect((await resultOf('run')).history.trim().split('\n')).toHaveLength(2);
});
