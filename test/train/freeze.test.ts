import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { getMetadata, setMetadata } from '../../src/models/metadata.js';
import { fit } from '../../src/train/fit.js';
import { freeze, unfreeze } from '../../src/train/freeze.js';
import { adam } from '../../src/train/optimizers/index.js';
import { trainableVariables } from '../../src/train/weights.js';
import { describeEachBackend } from '../helpers/backends.js';
import { bars, size, tinyUnet, weightsOf } from '../helpers/training.js';

/** The names of the weights that differ. */
function changed(before: Record<string, number[]>, after: Record<string, number[]>): string[] {
  return Object.keys(before).filter((name) => before[name].some((value, i) => !Object.is(value, after[name][i])));
}

const names = (model: layers.LayersModel): string[] => trainableVariables(model).map(({ name }) => name);

describeEachBackend('freeze', () => {
  it('keeps weights and statistics to the last bit, and lets the others learn', async () => {
    const model = tinyUnet();
    expect(freeze(model, 'down')).toContain('down1_norm0');
    const before = weightsOf(model);
    await fit(model, bars(3), { epochs: 2, ema: 0.7, optimizer: adam({ learningRate: 0.01 }) });
    const moved = changed(before, weightsOf(model));
    const others = Object.keys(before).filter((name) => !name.startsWith('down'));
    expect(moved.toSorted()).toEqual(others.toSorted());
    model.dispose();
  });

  it('goes on with the moments of before when a layer is thawed, and learns in the middle of a run', async () => {
    const model = tinyUnet();
    const optimizer = adam({ learningRate: 0.01 });
    const fewer: number[] = [];
    await fit(model, bars(2), {
      epochs: 3,
      optimizer,
      callbacks: [
        (event) => {
          if (event.type === 'epochBegin' && event.epoch === 2) freeze(model, /^down/);
          if (event.type === 'epochBegin' && event.epoch === 3) unfreeze(model);
          if (event.type === 'epochEnd') fewer.push(names(model).length);
        },
      ],
    });
    expect(fewer[1]).toBeLessThan(fewer[0]);
    expect(fewer[2]).toBe(fewer[0]);
    const { weights } = await optimizer.state();
    expect(weights['down0_conv0/kernel'].updates).toBe(4);
    expect(weights['head/kernel'].updates).toBe(6);
    optimizer.dispose();
    model.dispose();
  });

  it('chooses by the beginning of a name, a pattern or a function', () => {
    const model = tinyUnet();
    const all = names(model);
    freeze(model, (name) => name !== 'head');
    expect(names(model)).toEqual(['head/kernel', 'head/bias']);
    unfreeze(model, 'up');
    expect(names(model).every((name) => /^(up|head)/.test(name))).toBe(true);
    unfreeze(model, /conv\d$/);
    expect(names(model)).toContain('down0_conv0/kernel');
    expect(names(model)).not.toContain('down0_norm0/gamma');
    unfreeze(model);
    expect(names(model)).toEqual(all);
    expect(() => freeze(model, 'encoder')).toThrow(
      'freeze: no layer of "unet" is meant by encoder. Names of its layers begin with input, down0, down1, up0, head.',
    );
    expect(() => freeze(model, 3 as never)).toThrow('layers are chosen by 3');
    model.dispose();
  });

  it('reaches into models within the model, also where one was frozen as a whole', () => {
    const [first, second] = [tinyUnet({ name: 'first' }), tinyUnet({ name: 'second' })];
    const input = layers.input({ shape: [size, size, 1] });
    const outputs = [first, second].map((model) => model.apply(input) as layers.SymbolicTensor);
    const both = layers.model({ inputs: input, outputs: layers.layers.add().apply(outputs) as layers.SymbolicTensor });
    freeze(both, 'second');
    expect(both.trainableWeights).toHaveLength(first.trainableWeights.length);
    unfreeze(both);
    first.trainable = false;
    unfreeze(both, (name) => name === 'head');
    expect(first.trainableWeights.map(({ originalName }) => originalName)).toEqual(['head/kernel', 'head/bias']);
    both.dispose();
  });

  it('keeps the statistics of batch norms of TensorFlow.js too, and uses them', async () => {
    const input = layers.input({ shape: [size, size, 1] });
    const norm = layers.layers.batchNormalization({ name: 'norm' });
    const head = layers.layers.conv2d({ filters: 1, kernelSize: 1, name: 'head' });
    const output = head.apply(norm.apply(input)) as layers.SymbolicTensor;
    const model = layers.model({ inputs: input, outputs: output });
    const like = tinyUnet();
    setMetadata(model, getMetadata(like));
    await fit(model, bars(1), { epochs: 1 });
    freeze(model, 'norm');
    const before = weightsOf(model);
    const losses: number[] = [];
    await fit(model, bars(1), {
      epochs: 1,
      callbacks: [(event) => void (event.type === 'step' && losses.push(event.loss))],
    });
    expect(changed(before, weightsOf(model)).toSorted()).toEqual(['head/bias', 'head/kernel']);
    unfreeze(model);
    await fit(model, bars(1), { epochs: 1 });
    expect(changed(before, weightsOf(model))).toContain('norm/moving_mean');
    const x = tf.ones([1, size, size, 1]);
    tf.dispose([model.apply(x, { training: true }) as tf.Tensor, x]);
    for (const each of [model, like]) each.dispose();
  });
});
