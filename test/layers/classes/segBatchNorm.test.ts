import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { SegBatchNorm, type SegBatchNormOptions } from '../../../src/layers/classes/segBatchNorm.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const x = (): tf.Tensor4D => tf.tensor4d([1, 3, 5, 7], [1, 2, 2, 1]); // mean 4, variance 5, unbiased 20/3

function built(options: SegBatchNormOptions = {}): SegBatchNorm {
  const layer = new SegBatchNorm(options);
  tf.dispose(layer.apply(tf.zeros([1, 2, 2, 1])) as tf.Tensor);
  return layer;
}

const values = (layer: SegBatchNorm): number[] => layer.getWeights().map((weight) => weight.dataSync()[0]);

describeEachBackend('SegBatchNorm', () => {
  it('remembers the statistics of batches, weighing the old ones with its momentum', () => {
    tf.tidy(() => {
      for (const [varianceForm, variance] of [
        ['unbiased', 20 / 3],
        ['biased', 5],
      ] as const) {
        const layer = built({ momentum: 0.75, varianceForm });
        const y = layer.apply(x(), { training: true }) as tf.Tensor;
        expectAllClose(
          y,
          [-3, -1, 1, 3].map((value) => value / Math.sqrt(5)),
        );
        expectAllClose(values(layer), [1, 0, 0.25 * 4, 0.75 + 0.25 * variance]);
      }
    });
  });

  it('uses what it remembers outside of training', () => {
    tf.tidy(() => {
      const layer = built({ epsilon: 0 });
      layer.setWeights([[2], [1], [3], [4]].map((value) => tf.tensor1d(value)));
      expectAllClose(layer.apply(x()) as tf.Tensor, [-1, 1, 3, 5]); // (x − 3) / 2 · 2 + 1
      expectAllClose(values(layer), [2, 1, 3, 4]);
    });
  });

  it('leaves its statistics alone when frozen, by the layer or by the model', () => {
    tf.tidy(() => {
      const layer = built({ momentum: 0.5 });
      layer.trainable = false;
      expectAllClose(layer.apply(x(), { training: true }) as tf.Tensor, x(), { rtol: 1e-4 });
      expectAllClose(values(layer), [1, 0, 0, 1]);
      layer.trainable = true;
      layer.apply(x(), { training: true });
      expectAllClose(values(layer).slice(2), [2, 0.5 + 0.5 * (20 / 3)]);

      const input = layers.input({ shape: [2, 2, 1] });
      const inModel = new SegBatchNorm();
      const model = layers.model({ inputs: input, outputs: inModel.apply(input) as layers.SymbolicTensor });
      model.trainable = false;
      model.apply(x(), { training: true });
      expectAllClose(values(inModel), [1, 0, 0, 1]);
    });
  });

  it('trains without gamma and without beta', () => {
    for (const options of [{ scale: false }, { center: false }, { scale: false, center: false }]) {
      tf.tidy(() => {
        const layer = built(options);
        const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
        expect(variables.length).toBe(2 - Object.keys(options).length);
        const input = randomTensor([2, 3, 3, 1]);
        const loss = (value: tf.Tensor): tf.Scalar =>
          tf.sum(tf.square(layer.apply(value, { training: true }) as tf.Tensor));
        expect(tf.grad(loss)(input).shape).toEqual(input.shape);
        if (variables.length > 0) {
          const { grads } = tf.variableGrads(() => loss(input), variables);
          expect(Object.keys(grads)).toEqual(variables.map(({ name }) => name));
        }
      });
    }
  });

  it('comes back from its configuration as it was', () => {
    const options = { momentum: 0.7, epsilon: 1e-3, scale: false, center: true, varianceForm: 'biased' } as const;
    const config = new SegBatchNorm(options).getConfig();
    expect(config).toMatchObject(options);
    expect(new SegBatchNorm(config).getConfig()).toEqual(config);
    expect(new SegBatchNorm().getClassName()).toBe('SegBatchNorm');
  });

  it('leaves no tensor behind', async () => {
    const layer = built();
    const input = x();
    await expectNoLeak(() => tf.dispose(layer.apply(input, { training: true }) as tf.Tensor));
    await expectNoLeak(() => tf.dispose(layer.apply(input) as tf.Tensor));
    input.dispose();
  });
});
