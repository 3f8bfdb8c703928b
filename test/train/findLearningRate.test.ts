import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { arrayDataset } from '../../src/data/dataset.js';
import { loader } from '../../src/data/loader.js';
import { unet } from '../../src/models/index.js';
import { adam, findLearningRate, fit, sgd } from '../../src/train/index.js';
import { describeEachBackend, testBackends } from '../helpers/backends.js';

const dataset = arrayDataset(
  Array.from({ length: 4 }, (_, i) => {
    const image = { data: new Uint8Array(256).fill(90).fill(200, 16 * i, 160), width: 16, height: 16, channels: 1 };
    return {
      id: `${i}`,
      image,
      mask: { data: new Uint8Array(256).fill(1, 16 * i, 160), width: 16, height: 16 },
      meta: {},
    };
  }),
);

describeEachBackend(
  'findLearningRate',
  () => {
    const model = () => unet({ inputShape: [16, 16, 1], depth: 1, filters: 4, seed: 1 });

    it('finds a rate that learns, and gives the model its weights back', async () => {
      const net = model();
      const before = net.getWeights().map((weight) => [...weight.dataSync()]);
      const tensors = tf.memory().numTensors;
      const batches = loader(dataset, { batchSize: 4 });
      const { rates, losses, smoothed, suggestion, plot } = await findLearningRate(net, batches, { steps: 60 });
      expect(tf.memory().numTensors).toBe(tensors);
      expect(net.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
      expect(rates[0]).toBeCloseTo(1e-6, 12);
      for (let i = 1; i < rates.length; i++) expect(rates[i] / rates[i - 1]).toBeCloseTo(1e6 ** (1 / 59), 6);
      expect(losses).toHaveLength(rates.length);
      expect(smoothed).toHaveLength(rates.length);
      expect(Math.max(...smoothed)).toBeLessThanOrEqual(Math.max(...losses));
      expect(suggestion).toBeGreaterThan(1e-4);
      expect(suggestion).toBeLessThan(1);
      expect(plot).toContain('Loss over learning rate');
      // Training at the suggestion learns more than at a hundredth of it.
      const lossAt = async (learningRate: number): Promise<number> => {
        const fresh = model();
        const { epochs } = await fit(fresh, batches, { epochs: 8, optimizer: adam({ learningRate }) });
        return epochs[7].loss;
      };
      expect(await lossAt(suggestion)).toBeLessThan(await lossAt(suggestion / 100));
    });

    it('stops when the loss explodes, takes other optimizers, and says when nothing was learned', async () => {
      const batches = loader(dataset, { batchSize: 4 });
      const wild = await findLearningRate(model(), batches, { to: 1e8, steps: 60, optimizer: sgd });
      expect(wild.rates.length).toBeLessThanOrEqual(60);
      const frozen = model();
      for (const layer of frozen.layers.slice(0, -1)) layer.trainable = false;
      const nothing = findLearningRate(frozen, batches, { from: 1e-30, to: 1e-29, steps: 20 });
      await expect(nothing).rejects.toThrow(OptionError);
      await expect(findLearningRate(model(), batches, { steps: 3 })).rejects.toThrow('steps');
    });
  },
  testBackends.filter((name) => name !== 'cpu'),
); // which takes minutes
