import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import { getMetadata, unet } from '../../src/models/index.js';
import { modelFolder } from '../../src/node/modelFolder.js';
import { loadModel, saveModel } from '../../src/weights/index.js';
import { switchBackend, testBackends } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';

let folder: string;

beforeEach(async () => {
  await switchBackend(testBackends.at(-1)!);
  folder = await mkdtemp(join(tmpdir(), 'segkit-model-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const smallModel = (seed: number): ReturnType<typeof unet> =>
  unet({ inputShape: [null, null, 2], depth: 1, filters: 2, norm: 'group', groups: 2, pad: 'auto', seed });

const weightsFile = async (): Promise<string> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
  expect(names).toHaveLength(1);
  return join(folder, names[0]);
};

it('gives back the model that was saved, whole', async () => {
  const model = smallModel(3);
  await saveModel(model, modelFolder(folder));
  const loaded = await loadModel(modelFolder(folder));
  const x = randomTensor([1, 7, 9, 2]);
  expectAllClose(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor, { rtol: 0, atol: 0 });
  expect(getMetadata(loaded)).toEqual(getMetadata(model));
  tf.dispose(x);
});

it('exchanges the model in one step and leaves nothing over', async () => {
  await saveModel(smallModel(1), modelFolder(folder));
  const first = await weightsFile();
  await saveModel(smallModel(2), modelFolder(folder));
  expect(await weightsFile()).not.toBe(first);
  expect((await readdir(folder)).sort()).toEqual(
    [expect.stringMatching(/model\.json/), expect.stringMatching(/\.bin$/)].sort(),
  );
});

it('refuses a model that is cut short, changed or not there', async () => {
  await expect(loadModel(modelFolder(join(folder, 'nothing')))).rejects.toThrow(
    /model\.json cannot be read .*Is this a model folder/,
  );
  await saveModel(smallModel(1), modelFolder(folder));
  const file = await weightsFile();
  const bytes = await readFile(file);
  await truncate(file, bytes.length - 4);
  await expect(loadModel(modelFolder(folder))).rejects.toThrow(/damaged: its checksum does not match its name/);
  bytes[10] ^= 1;
  await writeFile(file, bytes);
  await expect(loadModel(modelFolder(folder))).rejects.toThrow(DataError);
  const manifest = join(folder, 'model.json');
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, text.replace(/weights-[0-9a-f]+\.bin/, '../../secret.bin'));
  await expect(loadModel(modelFolder(folder))).rejects.toThrow(/refers to .*outside its folder/);
  await writeFile(manifest, text.slice(0, 100));
  await expect(loadModel(modelFolder(folder))).rejects.toThrow(/is not a model of TensorFlow\.js layers/);
});

it('keeps a whole model when two saves meet', async () => {
  await Promise.all([1, 2, 3].map((seed) => saveModel(smallModel(seed), modelFolder(folder))));
  const loaded = await loadModel(modelFolder(folder));
  const x = randomTensor([1, 4, 4, 2]);
  expectAllClose(loaded.predict(x) as tf.Tensor, smallModel(3).predict(x) as tf.Tensor, { rtol: 0, atol: 0 });
  await weightsFile();
});
