import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMask } from 'segkit/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { smallTraining, writePairs } from './smallTraining.js';

let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-cli-'));
  said = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.join(' ')));
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
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

const train = (...more: string[]): Promise<number> => main([...smallTraining(folder), ...more]);

/** One line, exit code 1, and nothing left behind. */
async function expectRefusal(code: Promise<number>, message: RegExp): Promise<void> {
  expect(await code).toBe(1);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(message);
  expect(said[0]).not.toContain('\n');
  expect(existsSync(join(folder, 'run'))).toBe(false);
}

describe('segkit train answers bad input in one line and leaves nothing', () => {
  it('a missing folder', async () => {
    await expectRefusal(train(), /segkit: imageFolder: there is no folder .*photos/);
  });

  it('no pairs', async () => {
    await writePairs(folder);
    await rm(join(folder, 'masks'), { recursive: true });
    await mkdir(join(folder, 'masks'));
    await writeMask(join(folder, 'masks', 'other.png'), { data: new Uint8Array(4), width: 2, height: 2 });
    await expectRefusal(train(), /segkit: .*(no picture|no pair|paired|no mask)/i);
  });

  it('a truncated picture', async () => {
    await writePairs(folder);
    await truncate(join(folder, 'photos', 'p3.png'), 60);
    await expectRefusal(train(), /segkit: .*p3\.png/);
  });

  it('sizes that differ', async () => {
    await writePairs(folder);
    await writeMask(join(folder, 'masks', 'p2.png'), { data: new Uint8Array(12), width: 4, height: 3 });
    await expectRefusal(train(), /segkit: .*p2.*20.16.*4.3/);
  });

  it('a mask value that is no class', async () => {
    await writePairs(folder);
    const data = new Uint8Array(20 * 16).fill(7, 0, 5);
    await writeMask(join(folder, 'masks', 'p1.png'), { data, width: 20, height: 16 });
    await expectRefusal(train(), /segkit: .*p1.*7/);
  });

  it('a depth that is too great', async () => {
    await writePairs(folder);
    await expectRefusal(train('--depth', '6'), /segkit: unet: .*16×16.*(64×64).*depth/);
  });

  it('a folder that is not empty', async () => {
    await writePairs(folder);
    await mkdir(join(folder, 'run'));
    await writeFile(join(folder, 'run', 'precious.txt'), 'keep me');
    expect(await train()).toBe(1);
    expect(said[0]).toMatch(/--out .*run is not empty\. Name another folder, or add --overwrite\./);
    expect(await readdir(join(folder, 'run'))).toEqual(['precious.txt']);
  });

  it('a split by a column without a table', async () => {
    await writePairs(folder);
    await expectRefusal(train('--split-column', 'split'), /needs the table that has the column\. Give --metadata/);
  });

  it('wrong use of the command', async () => {
    expect(await main(['train'])).toBe(2);
    expect(await train('--epochs', 'many')).toBe(2);
    expect(said.join()).toContain('It must be a whole number of at least 1.');
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });
});

describe('segkit', () => {
  it('trains, evaluates and predicts', async () => {
    await writePairs(folder);
    expect(await train()).toBe(0);
    const names = await readdir(join(folder, 'run'));
    expect(names.sort()).toEqual([
      'checkpoints',
      'curves.svg',
      'history.csv',
      'index.html',
      'metrics.json',
      'model',
      'options.json',
      'pictures',
      'pictures.png',
    ]);
    const history = await readFile(join(folder, 'run', 'history.csv'), 'utf8');
    expect(history).toMatch(/^epoch,seconds,learning_rate,loss,val_loss,val_dice,val_iou\n1,/);
    const [photos, masks, run] = ['photos', 'masks', 'run'].map((name) => join(folder, name));
    const data = ['--images', photos, '--masks', masks, '--json', join(folder, 'scores.json')];
    expect(await main(['evaluate', '--model', run, ...data])).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'scores.json'), 'utf8')).images).toBe(6);
    expect(await main(['predict', '--model', run, '--images', photos, '--out', join(folder, 'out')])).toBe(0);
    expect(await readdir(join(folder, 'out'))).toHaveLength(7);
    expect(await readdir(join(folder, 'out', 'overlays'))).toHaveLength(6);
    expect(await main(['predict', '--model', run, '--images', photos, '--out', photos, '--overwrite'])).toBe(1);
    expect(said.pop()).toMatch(/--out .*photos is the folder of the pictures/);
    expect(said).toEqual([]);
  });
});

describe('segkit answers what does not go together', () => {
  it('options without effect', async () => {
    await writePairs(folder);
    await writeFile(join(folder, 'table.csv'), 'id,split\np0,train\n');
    await expectRefusal(
      train('--metadata', join(folder, 'table.csv')),
      /--metadata would have no effect\. Add --split-column/,
    );
    said.length = 0;
    await expectRefusal(
      train('--validation-images', join(folder, 'photos')),
      /--validation-images would have no effect\. Add --validation-masks/,
    );
  });

  it('a folder that cannot be written to, before any work', async () => {
    await writePairs(folder);
    await writeFile(join(folder, 'file'), '');
    expect(await train('--out', join(folder, 'file', 'run'))).toBe(1);
    expect(said[0]).toMatch(/^segkit: --out .*file.run .*(no folder|cannot be written to)/);
    expect(said).toHaveLength(1);
  });

  it('an evaluation that contradicts the model', async () => {
    await writePairs(folder);
    expect(await train('--channels', '1')).toBe(0);
    const words = ['evaluate', '--backend', 'wasm', '--model', join(folder, 'run')];
    const data = ['--images', join(folder, 'photos'), '--masks', join(folder, 'masks')];
    expect(await main([...words, ...data, '--classes', '4'])).toBe(1);
    expect(said[0]).toBe('segkit: the model has 1 class, --classes or --labels says 4. Leave them out.');
    expect(await main([...words, ...data])).toBe(0);
    const predict = [
      'predict',
      '--backend',
      'wasm',
      '--model',
      join(folder, 'run'),
      '--images',
      join(folder, 'photos'),
    ];
    await truncate(join(folder, 'photos', 'p3.png'), 60);
    said.length = 0;
    expect(await main([...predict, '--out', join(folder, 'out')])).toBe(1);
    expect(said[0]).toContain('p3.png');
    expect(said[1]).toBe('segkit: 1 of 6 pictures could not be read; the others are done.');
    expect(await readdir(join(folder, 'out', 'overlays'))).toHaveLength(5);
  });
});
