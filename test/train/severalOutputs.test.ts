import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { toArray } from '../../src/data/generators/toArray.js';
import { deepSupervision, diceLoss } from '../../src/losses/index.js';
import { getMetadata, setMetadata } from '../../src/models/metadata.js';
import { evaluate } from '../../src/train/evaluate.js';
import { fit } from '../../src/train/fit.js';
import { describeEachBackend } from '../helpers/backends.js';
import { bars, size, tinyUnet, weightsOf } from '../helpers/training.js';

/** A U-Net that also predicts at half the size. */
function twoOutputs(): { model: layers.LayersModel; finest: layers.LayersModel } {
  const unet = tinyUnet({ norm: 'none' });
  const coarse = layers.layers.conv2d({ filters: 1, kernelSize: 1, name: 'coarse' });
  const half = unet.getLayer('down1_activation1').output as layers.SymbolicTensor;
  const model = layers.model({
    inputs: unet.inputs,
    outputs: [unet.outputs[0], coarse.apply(half) as layers.SymbolicTensor],
  });
  setMetadata(model, getMetadata(unet));
  return { model, finest: unet };
}

describeEachBackend('a model of several outputs', () => {
  it('is supervised at each, and judged by the finest', async () => {
    const { model, finest } = twoOutputs();
    const loss = deepSupervision(diceLoss(), [1, 0.25]);
    const [batch] = await toArray(bars(1).epoch(1));
    const expected = tf.tidy(() => {
      const outputs = model.predict(tf.tensor(batch.x.data, [2, size, size, 1])) as tf.Tensor[];
      expect(outputs.map(({ shape }) => shape[1])).toEqual([size, size / 2]);
      return loss(tf.tensor(batch.y!.data, [2, size, size], 'int32'), outputs).dataSync()[0];
    });
    const before = weightsOf(model);
    const losses: number[] = [];
    const history = await fit(model, bars(1), {
      epochs: 1,
      loss,
      validation: bars(2),
      callbacks: [(event) => void (event.type === 'step' && losses.push(event.loss))],
    });
    expect(losses[0]).toBeCloseTo(expected, 5);
    expect(weightsOf(model)['coarse/kernel']).not.toEqual(before['coarse/kernel']);
    const { dice, loss: plain } = await evaluate(finest, bars(2), { loss: diceLoss() });
    expect(history.epochs[0].validation).toMatchObject({ dice });
    expect(history.epochs[0].validation?.loss).toBeCloseTo(plain, 6);
    expect((await evaluate(model, bars(2))).dice).toBe(dice);
    model.dispose();
  });

  it('has a loss of its own by default, and refuses one of a single output', async () => {
    const { model } = twoOutputs();
    const before = weightsOf(model);
    await fit(model, bars(1), { epochs: 1 });
    expect(weightsOf(model)['coarse/kernel']).not.toEqual(before['coarse/kernel']);
    await expect(fit(model, bars(1), { loss: diceLoss() })).rejects.toThrow(
      'fit: the model "unet" has 2 outputs, and diceLoss is a loss of one. Supervise all of them: deepSupervision(diceLoss(…)).',
    );
    model.dispose();
  });
});
