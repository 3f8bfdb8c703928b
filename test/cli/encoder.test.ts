import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { unet } from '../../src/models/unet.js';
import { saveSmp } from '../../src/weights/smp/saveSmp.js';
import { switchBackend } from '../helpers/backends.js';
import { smallTraining, writePairs } from './smallTraining.js';

let folder: string;
const said: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-cli-'));
  await writePairs(folder);
  said.length = 0;
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** A small training without the options that are of the plain U-Net. */
function encoderTraining(...options: string[]): string[] {
  const all = smallTraining(folder);
  const own = ['--depth', '--filters'];
  return [...all.filter((text, i) => !own.includes(text) && !own.includes(all[i - 1])), ...options];
}

it('trains a network with a pretrained encoder, whose preprocessing the model keeps', {
  timeout: 240_000,
}, async () => {
  await switchBackend('wasm');
  const pretrained = unet({ encoder: 'mobileone_s0', seed: 1 });
  const file = join(folder, 'encoder.safetensors');
  await writeFile(file, (await saveSmp(pretrained))['model.safetensors']);
  pretrained.dispose();
  const options = ['--architecture', 'fpn', '--encoder', 'mobileone_s0', '--encoder-weights', file, '--epochs', '1'];
  expect(await main(encoderTraining(...options))).toBe(0);
  const saved = JSON.parse(await readFile(join(folder, 'run', 'model', 'model.json'), 'utf8'));
  const { architecture, network, preprocessing } = saved.userDefinedMetadata.segkit;
  expect([architecture, network.encoder]).toEqual(['fpn', 'mobileone_s0']);
  expect(preprocessing.mean).toEqual([0.485, 0.456, 0.406]);
  expect(
    await main([
      'predict',
      '--model',
      join(folder, 'run'),
      '--images',
      join(folder, 'photos'),
      '--out',
      join(folder, 'out'),
    ]),
  ).toBe(0);
});

it.each([
  [['--architecture', 'fpn'], '--architecture fpn needs an encoder. Give --encoder resnet18, for instance.'],
  [
    ['--encoder-weights', 'a.safetensors'],
    '--encoder-weights would have no effect. Say whose they are: --encoder resnet18.',
  ],
  [
    ['--encoder', 'resnet18', '--depth', '3'],
    '--depth is of the U-Net without an encoder. Leave it out, or --encoder.',
  ],
  [['--encoder', 'resnet19'], 'encoder is "resnet19". Did you mean "resnet18"'],
  [['--encoder', 'resnet18', '--encoder-weights', 'none.safetensors'], 'none.safetensors cannot be read'],
])('refuses %s', async (options, message) => {
  expect(await main(encoderTraining(...options))).not.toBe(0);
  expect(said.join('\n')).toContain(message);
});
