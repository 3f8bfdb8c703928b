import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { BackendError } from '../../src/core/errors.js';
import { unet } from '../../src/models/index.js';
import { segment } from '../../src/predict/index.js';
import { outOfMemory } from '../../src/wasm/guardMemory.js';
import { prepareWasm } from '../../src/wasm/index.js';

describe('memory that there is not', () => {
  beforeAll(() => prepareWasm());

  const backend = (): BackendWasm => tf.backend() as unknown as BackendWasm;

  test('is refused by a message, and tfjs goes on', () => {
    const before = tf.memory().numTensors;
    expect(() => backend().makeOutput([2 ** 30], 'float32')).toThrow(
      'wasm backend: out of memory (4096 MiB more were asked for, of at most 4 GiB in all).',
    );
    // Some GiB are there; the next ones are not.
    const taken: tf.TensorInfo[] = [];
    expect(() => {
      for (let i = 0; i < 8; i++) taken.push(backend().makeOutput([2 ** 27], 'float32'));
    }).toThrow(BackendError);
    for (const { dataId } of taken) backend().disposeData(dataId as object);
    const sum = tf.tidy(() => tf.sum(tf.relu(tf.tensor1d([-1, 2, 3]))).dataSync()[0]);
    expect([sum, tf.memory().numTensors]).toEqual([5, before]);
  });

  test('is said with the size of the picture when one is segmented', async () => {
    const model = unet({ inputShape: [null, null, 1], depth: 1, filters: 1 });
    const image = { data: new Uint8Array(12), width: 4, height: 3, channels: 1 };
    const makeOutput = backend().makeOutput;
    backend().makeOutput = () => {
      throw outOfMemory(2 ** 31);
    };
    const failure = segment(model, image);
    await expect(failure).rejects.toThrow(BackendError);
    await expect(failure).rejects.toThrow(
      'segment: 4×3 pixels are too many for the memory of the wasm backend. Give a smaller size, cut the picture into parts,',
    );
    backend().makeOutput = makeOutput;
    expect((await segment(model, image)).labels.width).toBe(4);
    model.dispose();
  });
});
