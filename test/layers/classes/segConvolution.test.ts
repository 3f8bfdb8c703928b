import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { SegConvolution, type SegConvolutionOptions } from '../../../src/layers/classes/segConvolution.js';
import {
  SegConvolutionTransposed,
  type SegConvolutionTransposedOptions,
} from '../../../src/layers/classes/segConvolutionTransposed.js';
import { multiplyAdds } from '../../../src/models/multiplyAdds.js';
import { convolve } from '../../../src/ops/convolution/convolve.js';
import { convolveTransposed } from '../../../src/ops/convolution/convolveTransposed.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const run = (layer: layers.layers.Layer, x: tf.Tensor): tf.Tensor => layer.apply(x) as tf.Tensor;

const convolutions: readonly SegConvolutionOptions[] = [
  { filters: 6, kernelSize: 3 },
  { filters: 6, kernelSize: [3, 2], strides: [2, 1], padding: 1 },
  { filters: 6, kernelSize: 3, padding: 'valid', dilation: 2, groups: 2, bias: false },
  {
    filters: 8,
    kernelSize: 3,
    strides: 2,
    groups: 4,
    padding: [
      [0, 1],
      [1, 0],
    ],
  },
];

const transposed: readonly SegConvolutionTransposedOptions[] = [
  { filters: 3, kernelSize: 2, strides: 2 },
  { filters: 3, kernelSize: 4, strides: 2, padding: 1, bias: false },
  { filters: 3, kernelSize: [3, 2], strides: [2, 3], padding: 'valid', outputPadding: [1, 0] },
];

/** A layer with a bias that is not 0, and what its op makes of the same numbers. */
function withWeights(layer: layers.layers.Layer, x: tf.Tensor, kernelShape: readonly number[]): tf.Tensor[] {
  run(layer, x);
  const kernel = randomTensor(kernelShape, 2);
  const bias = layer.weights.length > 1 ? [randomTensor([layer.weights[1].shape[0] as number], 3)] : [];
  layer.setWeights([kernel, ...bias]);
  return [kernel, ...bias];
}

describeEachBackend('SegConvolution', () => {
  it.each(convolutions)('does what its op does, and knows the shape: %j', (options) => {
    tf.tidy(() => {
      const { filters, kernelSize, strides, padding, dilation, groups = 1 } = options;
      const x = randomTensor([2, 7, 8, 4]);
      const layer = new SegConvolution(options);
      const [height, width] = typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize;
      const [kernel, bias] = withWeights(layer, x, [height, width, 4 / groups, filters]);
      const y = convolve(x, kernel as tf.Tensor4D, { strides, padding, dilation, groups });
      expectAllClose(run(layer, x), bias ? tf.add(y, bias) : y);
      expect(layer.computeOutputShape([2, 7, 8, 4])).toEqual(y.shape);
      expect(layer.computeOutputShape([null, null, 8, 4])).toEqual([null, null, y.shape[2], filters]);
      layer.dispose();
    });
  });

  it('has the right gradient of its weights', () => {
    tf.tidy(() => {
      const x = randomTensor([2, 6, 7, 4]);
      const layer = new SegConvolution({ filters: 4, kernelSize: 3, groups: 2, dilation: 2 });
      run(layer, x);
      const shapes = layer.getWeights().map((weight) => weight.shape);
      const f = (...weights: tf.Tensor[]): tf.Tensor => {
        const y = convolve(x, weights[0] as tf.Tensor4D, { groups: 2, dilation: 2 });
        return tf.add(y, weights[1]);
      };
      checkGradient(
        f,
        shapes.map((shape, i) => randomTensor(shape, i)),
      );
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(run(layer, x))), variables);
      const expected = tf.grads((...weights) => tf.sum(tf.square(f(...weights))))(layer.getWeights());
      variables.forEach((variable, i) => {
        expectAllClose(grads[variable.name], expected[i], { atolOfMax: 1e-5 });
      });
      layer.dispose();
    });
  });

  it('begins with weights that depend on seed and name alone', () => {
    tf.tidy(() => {
      const weights = (seed: number | undefined, name: string): Float32Array => {
        const layer = new SegConvolution({ filters: 3, kernelSize: 3, seed, name });
        run(layer, tf.zeros([1, 4, 4, 2]));
        return layer.getWeights()[0].dataSync() as Float32Array;
      };
      expect(weights(1, 'a')).toEqual(weights(1, 'a'));
      expect(weights(1, 'a')).not.toEqual(weights(1, 'b'));
      expect(weights(1, 'a')).not.toEqual(weights(2, 'a'));
      // ±√(6 / fanIn), and a group sees but its part of the channels.
      const grouped = new SegConvolution({ filters: 64, kernelSize: 1, groups: 16, seed: 1, name: 'g' });
      run(grouped, tf.zeros([1, 1, 1, 64]));
      const largest = Math.max(...grouped.getWeights()[0].dataSync().map(Math.abs));
      expect(largest).toBeGreaterThan(0.9 * Math.sqrt(6 / 4));
      expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / 4));
    });
  });

  it('says what cannot be', () => {
    tf.tidy(() => {
      expect(() => new SegConvolution({ filters: 0, kernelSize: 3 })).toThrow('SegConvolution: filters is 0.');
      expect(() => new SegConvolution({ filters: 1, kernelSize: 0 })).toThrow('SegConvolution: kernelSize is 0.');
      expect(() => new SegConvolution({ filters: 1, kernelSize: 3, padding: 'full' as 'same' })).toThrow(
        'SegConvolution: padding is "full".',
      );
      const grouped = new SegConvolution({ filters: 6, kernelSize: 3, groups: 3 });
      expect(() => run(grouped, tf.zeros([1, 4, 4, 4]))).toThrow(
        'SegConvolution: 3 groups do not divide 4 input channels and 6 filters. Take a number that divides both.',
      );
    });
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([2, 7, 8, 4]);
    const layer = new SegConvolution(convolutions[1]);
    await expectNoLeak(() => run(layer, x).dispose());
    layer.dispose();
    x.dispose();
  });
});

describeEachBackend('SegConvolutionTransposed', () => {
  it.each(transposed)('does what its op does, and knows the shape: %j', (options) => {
    tf.tidy(() => {
      const { filters, kernelSize, strides, padding, outputPadding } = options;
      const x = randomTensor([2, 3, 4, 4]);
      const layer = new SegConvolutionTransposed(options);
      const [height, width] = typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize;
      const [kernel, bias] = withWeights(layer, x, [height, width, filters, 4]);
      const y = convolveTransposed(x, kernel as tf.Tensor4D, { strides, padding, outputPadding });
      expectAllClose(run(layer, x), bias ? tf.add(y, bias) : y);
      expect(layer.computeOutputShape([2, 3, 4, 4])).toEqual(y.shape);
      expect(layer.computeOutputShape([null, 3, null, 4])).toEqual([null, y.shape[1], null, filters]);
      layer.dispose();
    });
  });

  it('says what cannot be', () => {
    expect(() => new SegConvolutionTransposed({ filters: 2, kernelSize: 3, outputPadding: 1 })).toThrow(
      'SegConvolutionTransposed: outputPadding 1 is not less than strides 1. Take a smaller one.',
    );
  });
});

it('multiplyAdds counts groups, and transposed convolutions by their inputs', () => {
  const input = layers.input({ shape: [8, 8, 4] });
  const grouped = new SegConvolution({ filters: 8, kernelSize: 3, groups: 2, strides: 2 }).apply(input);
  const larger = new SegConvolutionTransposed({ filters: 2, kernelSize: 4, strides: 2, padding: 1 }).apply(grouped);
  const model = layers.model({ inputs: input, outputs: larger as layers.SymbolicTensor });
  expect(multiplyAdds(model, [[8, 8, 4]])).toBe(4 * 4 * 9 * 2 * 8 + 4 * 4 * 16 * 8 * 2);
  model.dispose();
});
