import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Task } from '../../src/core/task.js';
import { arrayDataset, type Dataset } from '../../src/data/dataset.js';
import { loader } from '../../src/data/loader.js';
import { unet } from '../../src/models/unet.js';
import { fit } from '../../src/train/fit.js';
import { adam } from '../../src/train/optimizers/adam.js';
import { describeEachBackend } from '../helpers/backends.js';

/** Bright squares, whose brightness is their class; a corner of each mask counts nowhere. */
function squares(task: Task): Dataset {
  const size = 16;
  const classes = task === 'binary' ? 1 : 3;
  const samples = Array.from({ length: 8 }, (_, n) => {
    const label = task === 'binary' ? 1 : 1 + (n % 2);
    const inside = (i: number): boolean =>
      Math.abs((i % size) - 8) < 5 && Math.abs(Math.floor(i / size) - 6 - (n % 4)) < 4;
    const image = Uint8Array.from({ length: size * size }, (_, i) =>
      inside(i) ? 60 + 80 * label : 20 + ((i * 7 + n) % 10),
    );
    const labels = Uint8Array.from({ length: size * size }, (_, i) => (i < 3 ? 255 : inside(i) ? label : 0));
    const channels = Uint8Array.from({ length: size * size * 3 }, (_, i) => {
      const value = labels[Math.floor(i / 3)];
      return value === 255 ? 255 : value === i % 3 ? 1 : 0;
    });
    const mask =
      task === 'multilabel'
        ? { data: channels, width: size, height: size, channels: 3 }
        : { data: labels, width: size, height: size };
    return { id: `s${n}`, image: { data: image, width: size, height: size, channels: 1 }, mask, meta: {} };
  });
  return arrayDataset(samples, { task, classes, ignoreIndex: 255 });
}

describeEachBackend('training on soft labels', () => {
  for (const task of ['binary', 'multiclass', 'multilabel'] as const) {
    it(`fits ${task} masks that mixUp has blended, and scores whole ones`, async () => {
      const data = squares(task);
      const mix = augment.mixUp({ probability: 0.8, alpha: 1 });
      const train = loader(data, { batchSize: 4, seed: 1, mix });
      for await (const { y } of train.epoch(1)) {
        expect(y?.shape).toEqual([4, 16, 16, task === 'binary' ? 1 : 3]);
        const parts = [...(y?.data ?? [])].filter((value) => value > 0 && value < 1);
        expect(parts.length).toBeGreaterThan(50);
      }
      const classes = task === 'binary' ? {} : { classes: 3 };
      const model = unet({ task, ...classes, inputShape: [16, 16, 1], depth: 1, filters: 4, seed: 2 });
      const before = tf.memory().numTensors;
      const optimizer = adam({ learningRate: 0.02 });
      const history = await fit(model, train, { epochs: 12, validation: loader(data), optimizer });
      const losses = history.epochs.map(({ loss }) => loss);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(losses[11]).toBeLessThan(0.8 * losses[0]);
      expect(history.epochs[11].validation?.dice).toBeGreaterThan(history.epochs[0].validation?.dice as number);
      optimizer.dispose();
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    }, 60000);
  }

  it('refuses to score soft labels', async () => {
    const data = squares('binary');
    const model = unet({ inputShape: [16, 16, 1], depth: 1, filters: 2 });
    const soft = loader(data, { mix: augment.mixUp() });
    await expect(fit(model, loader(data), { epochs: 1, validation: soft })).rejects.toThrow(
      'yTrue holds floats, but a binary task has whole-number labels.',
    );
    model.dispose();
  });
});
