import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMask, writeImage } from 'segkit/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { classTable, colorClasses, delimiter } from '../../src/cli/parse.js';
import { smallTraining, writePairs } from './smallTraining.js';

let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-cli-'));
  said = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.join(' ')));
  for (const name of ['log', 'info'] as const) vi.spyOn(console, name).mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** Pictures called `x/p0_sat.png` with masks in three colours, `x/p0_gt.png`, in folders. */
async function writeColored(): Promise<void> {
  const [width, height] = [20, 16];
  for (const kind of ['photos', 'masks']) await mkdir(join(folder, kind, 'x'), { recursive: true });
  for (let n = 0; n < 6; n++) {
    const split = (n + 4) * width * 3;
    const data = new Uint8Array(width * height * 3);
    await writeImage(join(folder, 'photos', 'x', `p${n}_sat.png`), {
      data: data.fill(200, split),
      width,
      height,
      channels: 3,
    });
    const colors = new Uint8Array(width * height * 3).map((_, i) => (i < split ? [255, 0, 0] : [0, 0, 255])[i % 3]);
    await writeImage(join(folder, 'masks', 'x', `p${n}_gt.png`), {
      data: colors.fill(0, 0, 30),
      width,
      height,
      channels: 3,
    });
  }
}

describe('segkit', () => {
  it('reads masks by colour, names with suffixes, folders in folders and tables with semicolons', async () => {
    await writeColored();
    const rows = Array.from({ length: 6 }, (_, n) => `x/p${n};${n < 4 ? 'train' : 'val'}`);
    await writeFile(join(folder, 'table.csv'), `id;split\n${rows.join('\n')}\n`);
    const names = ['--image-suffix', '_sat', '--mask-suffix', '_gt', '--recursive'];
    const masks = ['--classes', '3', '--colors', '000000=0,#ff0000=1,0000ff=2'];
    const table = ['--metadata', join(folder, 'table.csv'), '--delimiter', ';', '--split-column', 'split'];
    expect(await main([...smallTraining(folder), ...names, ...masks, ...table])).toBe(0);
    const options = JSON.parse(await readFile(join(folder, 'run', 'options.json'), 'utf8'));
    expect(options.colors).toEqual({ '#000000': 0, '#ff0000': 1, '#0000ff': 2 });
    // All of it is known to the run.
    const evaluate = ['evaluate', '--backend', 'wasm', '--model', join(folder, 'run')];
    const data = [
      '--images',
      join(folder, 'photos'),
      '--masks',
      join(folder, 'masks'),
      '--json',
      join(folder, 'scores.json'),
    ];
    expect(await main([...evaluate, ...data])).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'scores.json'), 'utf8')).images).toBe(6);
    expect(said).toEqual([]);
    // Another way to read masks takes the place of the run's.
    expect(await main([...evaluate, ...data, '--mask-values', '0=0'])).toBe(1);
    expect(said[0]).toContain('the mask has colours');
  }, 30_000);

  it('reads masks by value', async () => {
    await writePairs(folder);
    expect(await main([...smallTraining(folder), '--mask-values', '0=1,255=0'])).toBe(0);
    said.length = 0;
    expect(await main([...smallTraining(folder), '--overwrite', '--mask-values', '0=3,255=0'])).toBe(1);
    expect(said[0]).toContain('maskValues makes the class 3 of "0", but classes are 0 … 1.');
    expect(await main([...smallTraining(folder), '--overwrite', '--delimiter', ';'])).toBe(1);
    expect(said[1]).toBe('segkit: --delimiter would have no effect. Add --metadata, or leave it out.');
  });

  it('predicts one picture, and never replaces it', async () => {
    await writePairs(folder);
    expect(await main(smallTraining(folder))).toBe(0);
    const photo = join(folder, 'photos', 'p2.png');
    const predict = ['predict', '--backend', 'wasm', '--model', join(folder, 'run'), '--images', photo];
    expect(await main([...predict, '--out', join(folder, 'out'), '--probability', '0'])).toBe(0);
    expect(await readdir(join(folder, 'out'))).toEqual(['overlays', 'p2.png']);
    expect(new Set((await readMask(join(folder, 'out', 'p2.png'))).data)).toEqual(new Set([255]));
    const before = await readFile(photo);
    expect(await main([...predict, '--out', join(folder, 'photos'), '--overwrite'])).toBe(1);
    expect(said[0]).toMatch(/--out would replace the picture .*p2\.png by its mask\. Name another folder\.$/);
    expect(await readFile(photo)).toEqual(before);
    said.length = 0;
    expect(
      await main(['predict', '--model', join(folder, 'run'), '--images', 'none.png', '--out', join(folder, 'o2')]),
    ).toBe(1);
    expect(said[0]).toContain('there is no folder "none.png"');
  });
});

describe('options', () => {
  it('are read, or refused with an example', () => {
    expect(classTable('0=0, 255=1')).toEqual({ 0: 0, 255: 1 });
    expect(colorClasses('000000=0,#FF0000=1')).toEqual({ '#000000': 0, '#FF0000': 1 });
    for (const wrong of ['', '0', '0=', '=1', '0=x', '0=0,,1=1', '0=-1']) {
      expect(() => classTable(wrong)).toThrow('Write values and classes as in 0=0,255=1.');
    }
    expect([delimiter(';'), delimiter('tab')]).toEqual([';', '\t']);
    expect(() => delimiter(';;')).toThrow('It must be one character, or tab.');
  });
});
