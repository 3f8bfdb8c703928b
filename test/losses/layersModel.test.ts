import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { binaryCrossEntropy, combine, crossEntropy, diceLoss, type Loss } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';

/** Pictures whose mask is where their single channel is above 0.5 (and above 0.8 for class 2), as tfjs-layers takes them. */
function dataset(classes: number, dtype: 'int32' | 'float32'): Parameters<layers.LayersModel['fitDataset']>[0] {
  const batch = (): { xs: tf.Tensor; ys: tf.Tensor } =>
    tf.tidy(() => {
      const xs = tf.randomUniform([2, 8, 8, 1], 0, 1, 'float32', 7);
      const above = (limit: number): tf.Tensor => tf.cast(tf.greater(xs, limit), 'int32');
      const labels = classes > 2 ? tf.add(above(0.5), above(0.8)) : above(0.5);
      const ys = dtype === 'float32' ? tf.cast(labels, 'float32') : tf.reshape(labels, [2, 8, 8]);
      return { xs, ys };
    });
  const iterator = async (): Promise<unknown> => {
    let step = 0;
    return { next: async () => (step++ < 4 ? { done: false, value: batch() } : { done: true, value: null }) };
  };
  return { iterator } as unknown as Parameters<layers.LayersModel['fitDataset']>[0];
}

function tinyModel(classes: number): layers.LayersModel {
  const channels = classes > 2 ? classes : 1;
  const seeded = (seed: number): ReturnType<typeof layers.initializers.glorotUniform> =>
    layers.initializers.glorotUniform({ seed });
  return layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 6,
        kernelSize: 1,
        activation: 'tanh',
        kernelInitializer: seeded(1),
      }),
      layers.layers.conv2d({ filters: channels, kernelSize: 1, kernelInitializer: seeded(2) }),
    ],
  });
}

describeEachBackend('losses in model.compile of tfjs-layers', () => {
  const dice = diceLoss();
  const cases: readonly [string, number, Loss][] = [
    ['diceLoss', 2, dice],
    ['binaryCrossEntropy', 2, binaryCrossEntropy()],
    ['crossEntropy', 3, crossEntropy()],
    [
      'combine',
      3,
      combine([
        [1, crossEntropy()],
        [1, diceLoss({ task: 'multiclass' })],
      ]),
    ],
  ];
  for (const [name, classes, loss] of cases) {
    it(`${name} learns integer masks through fitDataset`, async () => {
      const model = tinyModel(classes);
      model.compile({ optimizer: tf.train.adam(0.1), loss, metrics: [loss] });
      const history = await model.fitDataset(dataset(classes, 'int32'), { epochs: 8, verbose: 0 });
      const values = history.history.loss as number[];
      expect(values[7]).toBeLessThan(0.7 * values[0]);
      expect(history.history[name], 'the loss as a metric, by its name').toHaveLength(8);
      model.dispose();
    });
  }

  it('multilabel masks train through fit as well', async () => {
    const model = tinyModel(2);
    model.compile({ optimizer: tf.train.adam(0.1), loss: diceLoss({ task: 'multilabel' }) });
    const x = tf.randomUniform([4, 8, 8, 1], 0, 1, 'float32', 3);
    const y = tf.cast(tf.greater(x, 0.5), 'float32');
    const { history } = await model.fit(x, y, { epochs: 10, batchSize: 2, verbose: 0, shuffle: false });
    expect(history.loss[9]).toBeLessThan(0.8 * (history.loss[0] as number));
    model.dispose();
  });

  it('float masks of the shape of the prediction are parts of classes, others are refused with the cure', async () => {
    const losses = ['int32', 'float32'] as const;
    const values = await Promise.all(
      losses.map(async (dtype) => {
        const model = tinyModel(2);
        model.compile({ optimizer: 'sgd', loss: diceLoss() });
        const { history } = await model.fitDataset(dataset(2, dtype), { epochs: 2, verbose: 0 });
        model.dispose();
        return history.loss;
      }),
    );
    expect(values[1]).toEqual(values[0]);
    const model = tinyModel(3);
    model.compile({ optimizer: 'sgd', loss: crossEntropy() });
    await expect(model.fitDataset(dataset(3, 'float32'), { epochs: 1, verbose: 0 })).rejects.toThrow(
      "crossEntropy: yTrue is float32, but task 'multiclass' takes whole labels of type int32. Convert the mask with tf.cast",
    );
    model.dispose();
  });
});
