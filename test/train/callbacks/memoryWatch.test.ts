import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Batch } from '../../../src/data/batch.js';
import { diceLoss, type Loss } from '../../../src/losses/index.js';
import { unet } from '../../../src/models/index.js';
import { fit, memoryWatch } from '../../../src/train/index.js';
import { describeEachBackend } from '../../helpers/backends.js';

const batch: Batch = {
  ids: ['a'],
  x: { data: Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)), shape: [1, 8, 8, 1] },
  y: { data: Int32Array.from({ length: 64 }, (_, i) => i % 2), shape: [1, 8, 8] },
};
const source = {
  async *epoch() {
    for (let i = 0; i < 8; i++) yield batch;
  },
};

describeEachBackend('memoryWatch', () => {
  const messages = async (spill: (step: number) => boolean): Promise<string[]> => {
    const model = unet({ inputShape: [8, 8, 1], depth: 1, filters: 2, seed: 1 });
    const told: string[] = [];
    const spilt: tf.Tensor[] = [];
    const leak = (event: { type: string; globalStep?: number }): void => {
      if (event.type === 'step' && spill(event.globalStep as number)) spilt.push(tf.scalar(1));
    };
    const callbacks = [leak, memoryWatch({ steps: 5, onGrowth: (message) => void told.push(message) })];
    await fit(model, source, { epochs: 3, loss: diceLoss({ task: 'binary' }) as Loss, validation: source, callbacks });
    tf.dispose(spilt);
    model.dispose();
    return told;
  };

  it('says once that tensors grow from step to step, and from how many', async () => {
    const told = await messages(() => true);
    expect(told).toHaveLength(1);
    const [, from, to] = /last 5 steps .* from (\d+) to (\d+)\. .*tf\.tidy/.exec(told[0]) ?? [];
    expect(Number(to) - Number(from)).toBe(5);
  });

  it('is silent in a training that keeps what it has, and where tensors come now and then', async () => {
    expect(await messages(() => false)).toEqual([]);
    expect(await messages((step) => step % 3 === 0)).toEqual([]);
  });
});
