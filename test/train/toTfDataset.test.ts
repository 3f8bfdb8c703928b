import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { Batch, BatchSource } from '../../src/data/batch.js';
import { arrayDataset, type Dataset } from '../../src/data/dataset.js';
import { loader } from '../../src/data/loader.js';
import { diceLoss } from '../../src/losses/index.js';
import { toTfDataset } from '../../src/train/toTfDataset.js';
import { describeEachBackend } from '../helpers/backends.js';

/** Pictures whose mask is where they are bright. */
function bright(count: number, options: { task?: 'binary' | 'multiclass'; ignored?: boolean } = {}): Dataset {
  const { task = 'binary', ignored = false } = options;
  const samples = Array.from({ length: count }, (_, n) => {
    const data = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + n * 11) % 256);
    const labels = data.map((value) => (value > 127 ? 1 : 0));
    if (ignored) labels[5] = 255;
    return {
      id: `s${n}`,
      image: { data, width: 8, height: 8, channels: 1 },
      mask: { data: labels, width: 8, height: 8 },
      meta: {},
    };
  });
  return arrayDataset(samples, { task, classes: task === 'binary' ? 1 : 2, ...(ignored && { ignoreIndex: 255 }) });
}

function tinyModel(filters: number, activation: 'sigmoid' | 'softmax' | 'linear'): layers.LayersModel {
  return layers.sequential({
    layers: [layers.layers.conv2d({ inputShape: [8, 8, 1], filters, kernelSize: 1, activation })],
  });
}

/** A source that counts what it opens and closes. */
function counted(batches: BatchSource) {
  const counts = { epochs: [] as number[], open: 0, closed: 0 };
  const source: BatchSource = {
    ...batches,
    epoch: async function* (epoch) {
      counts.epochs.push(epoch);
      counts.open++;
      try {
        yield* batches.epoch(epoch);
      } finally {
        counts.open--;
        counts.closed++;
      }
    },
  };
  return { counts, source };
}

describeEachBackend('toTfDataset in model.fitDataset', () => {
  it('trains epoch by epoch with validation, and leaves no tensor and no reading behind', async () => {
    const model = tinyModel(1, 'linear');
    model.compile({ optimizer: tf.train.adam(0.1), loss: diceLoss() });
    const train = counted(loader(bright(6), { batchSize: 4, shuffle: true }));
    const validation = counted(loader(bright(3), { batchSize: 2 }));
    const data = toTfDataset(train.source);
    const judged = toTfDataset(validation.source);
    const run = (epochs: number) => model.fitDataset(data, { epochs, verbose: 0, validationData: judged });
    await run(1); // the optimizer makes its moments
    const before = tf.memory().numTensors;
    const { history } = await run(4);
    expect(tf.memory().numTensors).toBe(before);
    expect(history.loss).toHaveLength(4);
    expect(history.val_loss).toHaveLength(4);
    expect(history.loss[3]).toBeLessThan(history.loss[0] as number);
    expect(train.counts).toEqual({ epochs: [1, 2, 3, 4, 5], open: 0, closed: 5 });
    expect(validation.counts).toEqual({ epochs: [1, 2, 3, 4, 5], open: 0, closed: 5 });
    expect(data.size).toBe(2);
    model.dispose();
  });

  it('feeds losses of TensorFlow.js with channels', async () => {
    for (const [task, activation, loss] of [
      ['binary', 'sigmoid', 'binaryCrossentropy'],
      ['multiclass', 'softmax', 'categoricalCrossentropy'],
    ] as const) {
      const model = tinyModel(task === 'binary' ? 1 : 2, activation);
      model.compile({ optimizer: tf.train.adam(0.3), loss, metrics: ['accuracy'] });
      const data = toTfDataset(loader(bright(6, { task }), { batchSize: 3 }), { targets: 'channels' });
      const { history } = await model.fitDataset(data, { epochs: 30, verbose: 0 });
      expect(history.loss.at(-1), loss).toBeLessThan(0.8 * (history.loss[0] as number));
      expect((history.acc ?? history.accuracy).at(-1), loss).toBeGreaterThan(0.8);
      model.dispose();
    }
  });

  it('goes on over epochs for batchesPerEpoch', async () => {
    const model = tinyModel(1, 'linear');
    model.compile({ optimizer: 'sgd', loss: diceLoss() });
    const { counts, source } = counted(loader(bright(4), { batchSize: 2 }));
    const data = toTfDataset(source, { endless: true, firstEpoch: 3 });
    const { history } = await model.fitDataset(data, { epochs: 3, batchesPerEpoch: 3, verbose: 0 });
    expect(history.loss).toHaveLength(3);
    expect(counts.epochs).toEqual([3, 4, 5, 6, 7]);
    expect(counts.open).toBe(1);
    await data.close();
    expect(counts.open).toBe(0);
    expect(data.size).toBe(Number.POSITIVE_INFINITY);
    model.dispose();
  });

  it('is closed after a training that failed or was stopped', async () => {
    const model = tinyModel(1, 'linear');
    model.compile({ optimizer: 'sgd', loss: diceLoss() });
    const { counts, source } = counted(loader(bright(6), { batchSize: 2 }));
    const data = toTfDataset(source);
    const stop = {
      onBatchEnd: async () => {
        model.stopTraining = true;
      },
    };
    await model.fitDataset(data, { epochs: 2, verbose: 0, callbacks: stop });
    expect(counts.open).toBe(1);
    await model.fitDataset(data, { epochs: 1, verbose: 0 });
    expect(counts.open).toBe(0);
    const before = tf.memory().numTensors;
    const fail = {
      onBatchBegin: async () => {
        throw new Error('the callback fails');
      },
    };
    const failing = model.fitDataset(data, { epochs: 1, verbose: 0, callbacks: fail });
    await expect(failing).rejects.toThrow('the callback fails');
    expect(tf.memory().numTensors, 'TensorFlow.js leaves the batch').toBe(before + 2);
    await data.close();
    expect(counts.open).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('toTfDataset', () => {
  const read = async (source: BatchSource, options = {}) => {
    const data = toTfDataset(source, options);
    const iterator = await data.iterator();
    const step = await iterator.next();
    const element = step.value;
    const result = element && {
      xs: element.xs.shape,
      ys: element.ys.shape,
      dtype: element.ys.dtype,
      values: Array.from(element.ys.dataSync()),
    };
    await data.close();
    return result;
  };

  it('gives labels or channels', async () => {
    const labels = await read(loader(bright(2), { batchSize: 2 }));
    expect(labels).toMatchObject({ xs: [2, 8, 8, 1], ys: [2, 8, 8], dtype: 'int32' });
    const channel = await read(loader(bright(2), { batchSize: 2 }), { targets: 'channels' });
    expect(channel).toMatchObject({ ys: [2, 8, 8, 1], dtype: 'float32', values: labels?.values });
    const hot = await read(loader(bright(1, { task: 'multiclass', ignored: true })), { targets: 'channels' });
    expect(hot?.ys).toEqual([1, 8, 8, 2]);
    expect(hot?.values.slice(8, 12)).toEqual(
      [4, 5].flatMap((i) => (i === 5 ? [0, 0] : (i * 37) % 256 > 127 ? [0, 1] : [1, 0])),
    );
  });

  it('refuses what fitDataset would get wrong', async () => {
    const weighted: BatchSource = {
      epoch: async function* () {
        for await (const batch of loader(bright(1)).epoch(1)) {
          yield { ...batch, weight: { data: new Float32Array(64), shape: [1, 8, 8] } } satisfies Batch;
        }
      },
    };
    await expect(read(weighted)).rejects.toThrow('the batches have weights, which model.fitDataset has no use for');
    const bare = arrayDataset([
      { id: 'a', image: { data: new Uint8Array(4), width: 2, height: 2, channels: 1 }, meta: {} },
    ]);
    await expect(read(loader(bare))).rejects.toThrow('the batch of a has no masks');
    await expect(read(loader(bright(1, { ignored: true })), { targets: 'channels' })).rejects.toThrow(
      'a mask of s0 has the label 255, which one channel of 0 and 1 cannot say',
    );
    const unknown: BatchSource = { epoch: (n) => loader(bright(1)).epoch(n) };
    await expect(read(unknown, { targets: 'channels' })).rejects.toThrow('but the data says no task and no classes');
    expect(() => toTfDataset(unknown, { target: 'x' } as object)).toThrow('Did you mean "targets"?');
    expect(toTfDataset(unknown).size).toBeNaN();
  });

  it('opens nothing before it is read, and ends what is left when the next reading begins', async () => {
    const { counts, source } = counted(loader(bright(4), { batchSize: 1 }));
    const data = toTfDataset(source);
    const [first, second] = [await data.iterator(), await data.iterator()];
    expect(counts.epochs).toEqual([]);
    const step = await first.next();
    expect(counts.open).toBe(1);
    await second.next();
    expect(step.value?.xs.isDisposed).toBe(true);
    expect(counts).toEqual({ epochs: [1, 2], open: 1, closed: 1 });
    expect(await first.next()).toEqual({ done: true, value: null });
    await data.close();
    await data.close();
    expect(counts.open).toBe(0);
  });
});
