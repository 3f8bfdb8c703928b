import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { writePairs } from './smallTraining.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The commands of a guide: the lines of its ```sh blocks that begin with `npx segkit`. */
function commandsOf(guide: string): string[] {
  const text = readFileSync(join(root, 'docs/guides', guide), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  return blocks.flatMap((block) => block.split('\n')).filter((line) => line.startsWith('npx segkit '));
}

it('runs the commands of the training guide as they stand, in small', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'segkit-guide-'));
  const before = process.cwd();
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.join(' ')));
  for (const quiet of ['info', 'log'] as const) vi.spyOn(console, quiet).mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  try {
    await writePairs(folder);
    process.chdir(folder);
    const commands = commandsOf('training.md');
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.some((command) => command.includes('--resume'))).toBe(true);
    for (const command of commands) {
      const words = command.split(' ').slice(2);
      const small = words[0] === 'train' ? '--size 16 --depth 2 --filters 2 --epochs 2 --backend wasm'.split(' ') : [];
      expect(await main([...words, ...small]), `${command}: ${said.join(' ')}`).toBe(0);
    }
    expect(said).toEqual([]);
    expect(existsSync(join(folder, 'runs/first/model/model.json'))).toBe(true);
  } finally {
    process.chdir(before);
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  }
});
