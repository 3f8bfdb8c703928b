import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import type { Batch } from '../../../src/data/batch.js';
import { diceLoss } from '../../../src/losses/index.js';
import { unet } from '../../../src/models/index.js';
import { localRunner } from '../../../src/train/engine/localRunner.js';
import { adam } from '../../../src/train/optimizers/index.js';
import { trainableVariables } from '../../../src/train/weights.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { expectAllClose } from '../../helpers/tensors.js';

const at = { epoch: 1, step: 1, globalStep: 1, learningRate: 0.001 };

function batchOf(label: number): Batch {
  const x = Float32Array.from({ length: 2 * 64 }, (_, i) => Math.sin(i));
  const y = Int32Array.from({ length: 2 * 64 }, (_, i) => (i === 9 ? label : i % 2));
  return { ids: ['a', 'b'], x: { data: x, shape: [2, 8, 8, 1] }, y: { data: y, shape: [2, 8, 8] } };
}

const tinyUnet = (seed: number, name: string): layers.LayersModel =>
  unet({ inputShape: [8, 8, 1], depth: 1, filters: 2, seed, name });

describeEachBackend('localRunner', () => {
  it('gives every weight of a model of models its own gradient', async () => {
    const [first, second] = [tinyUnet(1, 'first'), tinyUnet(2, 'second')];
    const input = layers.input({ shape: [8, 8, 1] });
    const outputs = [first, second].map((model) => model.apply(input) as layers.SymbolicTensor);
    const both = layers.model({ inputs: input, outputs: layers.layers.add().apply(outputs) as layers.SymbolicTensor });
    const names = trainableVariables(both).map(({ name }) => name);
    expect(new Set(names).size).toBe(both.trainableWeights.length);
    expect(names.filter((name) => name.endsWith('#2'))).toHaveLength(names.length / 2);
    second.layers.forEach((layer) => {
      layer.trainable = false;
    });
    expect(trainableVariables(both).map(({ name }) => name)).toEqual(names.filter((name) => !name.endsWith('#2')));
    second.layers.forEach((layer) => {
      layer.trainable = true;
    });

    // The reference: the gradients as tfjs gives them, by its own unique names.
    const batch = batchOf(1);
    const loss = diceLoss();
    const expected = tf.tidy(() => {
      const y = tf.tensor(batch.y!.data, [2, 8, 8], 'int32');
      const variables = trainableVariables(both).map(({ variable }) => variable);
      const run = (): tf.Scalar =>
        loss(y, both.apply(tf.tensor(batch.x.data, [2, 8, 8, 1]), { training: true }) as tf.Tensor);
      const { grads } = tf.variableGrads(run, variables);
      return variables.map(({ name }) => Array.from(grads[name].dataSync()));
    });
    const seen: number[][] = [];
    const optimizer = {
      ...adam(),
      apply: (weights: readonly { name: string }[], gradients: Readonly<Record<string, tf.Tensor>>) => {
        for (const { name } of weights) seen.push(Array.from(gradients[name].dataSync()));
      },
    };
    await localRunner(both, { loss, optimizer }).step([batch], at);
    seen.forEach((gradient, i) => {
      expectAllClose(gradient, expected[i], { rtol: 1e-4, atol: 1e-6 });
    });
    both.dispose();
  });

  it('keeps nothing, and moves nothing, when the loss refuses a label', async () => {
    const model = tinyUnet(3, 'refused');
    const optimizer = adam();
    const runner = localRunner(model, { loss: diceLoss(), optimizer });
    await runner.step([batchOf(1)], at);
    const weights = model.getWeights().map((weight) => weight.dataSync().slice());
    const before = tf.memory().numTensors;
    await expect(runner.step([batchOf(7)], at)).rejects.toThrow('7');
    expect(tf.memory().numTensors).toBe(before);
    model.getWeights().forEach((weight, i) => {
      expectAllClose(weight.dataSync(), weights[i] as Float32Array, { rtol: 0, atol: 0 });
    });
    optimizer.dispose();
    model.dispose();
  });
});
