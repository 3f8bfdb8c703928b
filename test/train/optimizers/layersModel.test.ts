import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { type Optimizer, trainableVariables } from '../../../src/train/index.js';
import { adam } from '../../../src/train/optimizers/index.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { randomTensor } from '../../helpers/tensors.js';

const { dense } = layers.layers;

function makeModel(): layers.LayersModel {
  const initializer = (seed: number) => layers.initializers.glorotUniform({ seed });
  const encoder = dense({ name: 'encoder', units: 4, inputShape: [3], kernelInitializer: initializer(1) });
  return layers.sequential({ layers: [encoder, dense({ name: 'head', units: 2, kernelInitializer: initializer(2) })] });
}

/** Steps of a least-squares fit by the model's own gradients. */
function train(model: layers.LayersModel, optimizer: Optimizer, [from, to]: readonly [number, number]): void {
  for (let step = from; step < to; step++) {
    tf.tidy(() => {
      const [x, y] = [randomTensor([5, 3], 2 * step + 1), randomTensor([5, 2], 2 * step + 2)];
      const weights = trainableVariables(model);
      const variables = weights.map(({ variable }) => variable);
      const { grads } = tf.variableGrads(
        () => tf.mean(tf.square(tf.sub(model.apply(x) as tf.Tensor, y))) as tf.Scalar,
        variables,
      );
      optimizer.apply(weights, Object.fromEntries(weights.map((w) => [w.name, grads[w.variable.name]])));
    });
  }
}

/** Layer by layer: the model's own list puts frozen weights last. */
const valuesOf = (model: layers.LayersModel): number[][] =>
  model.layers.flatMap((layer) => layer.getWeights().map((weight) => [...weight.dataSync()]));

describeEachBackend('an optimizer of a model', () => {
  it('names weights as the model does, however often it is built in a process', () => {
    const models = [makeModel(), makeModel()];
    for (const model of models) {
      const names = trainableVariables(model).map(({ name }) => name);
      expect(names).toEqual(['encoder/kernel', 'encoder/bias', 'head/kernel', 'head/bias']);
      model.dispose();
    }
  });

  it('goes on bit for bit in a new model with the saved weights and state', async () => {
    const [whole, cut, resumed] = [makeModel(), makeModel(), makeModel()];
    const [uninterrupted, before, after] = [adam(), adam(), adam()];
    train(whole, uninterrupted, [0, 9]);
    train(cut, before, [0, 4]);
    resumed.setWeights(cut.getWeights());
    after.load(structuredClone(await before.state()));
    train(resumed, after, [4, 9]);
    expect(valuesOf(resumed)).toEqual(valuesOf(whole));
    for (const optimizer of [uninterrupted, before, after]) optimizer.dispose();
    for (const model of [whole, cut, resumed]) model.dispose();
  });

  it('stands a layer being frozen and thawed, and keeps its moments', async () => {
    const model = makeModel();
    const optimizer = adam();
    train(model, optimizer, [0, 2]);
    const [kernel] = valuesOf(model);
    const { slots } = (await optimizer.state()).weights['encoder/kernel'];
    model.layers[0].trainable = false;
    train(model, optimizer, [2, 4]);
    expect(valuesOf(model)[0]).toEqual(kernel);
    const { weights } = await optimizer.state();
    expect(weights['encoder/kernel'].slots).toEqual(slots);
    expect([weights['encoder/kernel'].updates, weights['head/kernel'].updates]).toEqual([2, 4]);
    model.layers[0].trainable = true;
    train(model, optimizer, [4, 5]);
    expect(valuesOf(model)[0]).not.toEqual(kernel);
    optimizer.dispose();
    model.dispose();
  });
});
