import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { nnUnet, unet } from '../../../src/models/index.js';
import { forwardPass } from '../../../src/train/engine/forwardPass.js';
import { lossGradients } from '../../../src/train/lossGradients.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { peakBytes } from '../../helpers/peakBytes.js';
import { expectNoLeak, randomTensor } from '../../helpers/tensors.js';

const listOf = (outputs: unknown): tf.Tensor[] => [outputs].flat() as tf.Tensor[];

/** What tfjs makes of it. */
const applied = (model: layers.LayersModel, x: tf.Tensor): tf.Tensor[] => listOf(model.apply(x, { training: true }));

const valuesOf = (tensors: readonly tf.Tensor[]): number[][] =>
  tf.tidy(() => tensors.map((tensor) => [...tensor.dataSync()]));

/** A model within a model, a layer that is used twice, an output that is read on, and one that nothing reads. */
function winding(): layers.LayersModel {
  const inner = layers.input({ shape: [8, 8, 4] });
  const within = layers.model({
    inputs: inner,
    outputs: [inner, layers.layers.reLU().apply(inner) as layers.SymbolicTensor],
  });
  const input = layers.input({ shape: [8, 8, 2] });
  const shared = layers.layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same' });
  const twice = shared.apply(shared.apply(input)) as layers.SymbolicTensor;
  const joined = layers.layers.concatenate().apply([twice, input]) as layers.SymbolicTensor;
  const [same, positive] = within.apply(joined) as layers.SymbolicTensor[];
  layers.layers.reLU().apply(same);
  const sum = layers.layers.add().apply([same, positive, same]) as layers.SymbolicTensor;
  return layers.model({ inputs: input, outputs: [twice, sum, input] });
}

describeEachBackend('forwardPass', () => {
  it.each([
    ['a U-Net', () => unet({ inputShape: [32, 32, 3], depth: 2, filters: 4, seed: 1 })],
    ['several outputs', () => nnUnet({ inputShape: [32, 32, 3], filters: 4, deepSupervision: true, seed: 1 })],
    ['a winding graph', winding],
    [
      'a sequential model',
      () =>
        layers.sequential({
          layers: [layers.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1] }), layers.layers.reLU()],
        }),
    ],
  ] as const)('puts out and moves what apply does: %s', async (_, build) => {
    const model = build();
    const x = randomTensor([2, ...(model.inputs[0].shape.slice(1) as number[])]);
    const before = model.getWeights().map((weight) => tf.clone(weight));
    const expected = valuesOf(applied(model, x));
    const moved = valuesOf(model.getWeights());
    model.setWeights(before);
    expect(valuesOf(forwardPass(model, x))).toEqual(expected);
    expect(valuesOf(model.getWeights())).toEqual(moved);
    expect(x.isDisposed).toBe(false);
    await expectNoLeak(() => tf.dispose(forwardPass(model, x).filter((output) => output !== x)));
    tf.dispose([x, before]);
    model.dispose();
  });

  it('has the same gradients, in less memory', () => {
    const model = unet({ inputShape: [32, 32, 3], depth: 2, filters: 8, seed: 1 });
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const x = randomTensor([2, 32, 32, 3]);
    const [stock, ours] = [applied, forwardPass].map((forward) => {
      let values: number[][] = [];
      const peak = peakBytes(() => {
        const { value, grads } = lossGradients(() => tf.mean(tf.square(forward(model, x)[0])), variables);
        values = valuesOf([value, ...variables.map(({ name }) => grads[name])]);
        tf.dispose([value, grads]);
      });
      return { peak, values };
    });
    expect(ours.values).toEqual(stock.values);
    expect(ours.peak).toBeLessThan(0.95 * stock.peak);
    x.dispose();
    model.dispose();
  });
});
