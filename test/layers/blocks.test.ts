import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { type ActivationName, activation, activationNames } from '../../src/layers/activation.js';
import { type Block, chain } from '../../src/layers/block.js';
import { type ConvBlockOptions, convBlock } from '../../src/layers/convBlock.js';
import { type ConvolutionOptions, convolution } from '../../src/layers/convolution.js';
import { normalization } from '../../src/layers/normalization.js';
import { spatialDropout } from '../../src/layers/spatialDropout.js';
import { upsampling, upsamplingNames } from '../../src/layers/upsampling.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

/** A model of one block, on pictures of 4×6 with the given channels. */
function modelOf(block: Block, channels = 3): layers.LayersModel {
  const input = layers.input({ shape: [4, 6, channels] });
  return layers.model({ inputs: input, outputs: block(input) });
}

const layerNames = (model: layers.LayersModel): string[] => model.layers.slice(1).map(({ name }) => name);

describeEachBackend('convBlock', () => {
  it('is convolution, normalization and activation, twice', () => {
    const model = modelOf(convBlock({ filters: 8, name: 'b' }));
    expect(layerNames(model)).toEqual(['b_conv0', 'b_norm0', 'b_activation0', 'b_conv1', 'b_norm1', 'b_activation1']);
    expect(model.countParams()).toBe(9 * 3 * 8 + 4 * 8 + 9 * 8 * 8 + 4 * 8);
    expect(model.outputs[0].shape).toEqual([null, 4, 6, 8]);
    model.dispose();
  });

  it('has biases only without a normalization', () => {
    const model = modelOf(convBlock({ filters: 8, norm: 'none', convolutions: 1, kernelSize: 5 }));
    expect(model.countParams()).toBe(25 * 3 * 8 + 8);
    model.dispose();
  });

  it('adds its input when residual, through a 1×1 convolution where the channels change', () => {
    tf.tidy(() => {
      const same = modelOf(convBlock({ filters: 3, block: 'residual', norm: 'none', name: 'b' }));
      const x = randomTensor([1, 4, 6, 3]);
      const zeros = same.getWeights().map((weight) => tf.zerosLike(weight));
      same.setWeights(zeros);
      expectAllClose(same.predict(x) as tf.Tensor, tf.relu(x));
      same.dispose();

      const changing = modelOf(convBlock({ filters: 8, block: 'residual', name: 'b' }));
      expect(layerNames(changing)).toContain('b_shortcut');
      expect(layerNames(changing)).toContain('b_shortcut_norm');
      expect(layerNames(changing).at(-1)).toBe('b_activation');
      expect(changing.countParams()).toBe(9 * 3 * 8 + 9 * 8 * 8 + 3 * 8 + 3 * 4 * 8);
      changing.dispose();
    });
  });

  it('adds its input at the end when activated before, through a 1×1 convolution alone where the shape changes', () => {
    tf.tidy(() => {
      const same = modelOf(convBlock({ filters: 3, block: 'preActivation', norm: 'none', name: 'b' }));
      expect(layerNames(same)).toEqual(['b_activation0', 'b_conv0', 'b_activation1', 'b_conv1', 'b_add']);
      const x = randomTensor([1, 4, 6, 3]);
      same.setWeights(same.getWeights().map((weight) => tf.zerosLike(weight)));
      expectAllClose(same.predict(x) as tf.Tensor, x);
      same.dispose();

      const changing = modelOf(convBlock({ filters: 8, block: 'preActivation', strides: 2, name: 'b' }));
      expect(changing.outputs[0].shape).toEqual([null, 2, 3, 8]);
      expect(layerNames(changing)).not.toContain('b_shortcut_norm');
      expect(changing.countParams()).toBe(9 * 3 * 8 + 9 * 8 * 8 + 3 * 8 + 4 * 3 + 4 * 8);
      changing.dispose();
    });
  });

  it('takes its stride in the first convolution, and means over it beside a residual one', () => {
    tf.tidy(() => {
      const plain = modelOf(convBlock({ filters: 1, strides: 2, norm: 'none', convolutions: 2, name: 'b' }), 1);
      expect(plain.outputs[0].shape).toEqual([null, 2, 3, 1]);
      const x = tf.reshape(tf.range(1, 25), [1, 4, 6, 1]);
      // Kernels of a single 1: the first takes the upper left corner of its window, the second the middle.
      const only = (row: number, column: number): tf.Tensor =>
        tf.tensor4d(
          Array.from({ length: 9 }, (_, i) => Number(i === 3 * row + column)),
          [3, 3, 1, 1],
        );
      plain.setWeights([only(0, 0), tf.zeros([1]), only(1, 1), tf.zeros([1])]);
      // Zeros come before the first row and column, as in PyTorch.
      expectAllClose(plain.predict(x) as tf.Tensor, [0, 0, 0, 0, 8, 10]);
      plain.dispose();

      const residual = modelOf(convBlock({ filters: 1, strides: 2, block: 'residual', norm: 'none', name: 'b' }), 1);
      residual.setWeights(residual.getWeights().map((weight) => tf.zerosLike(weight)));
      expectAllClose(residual.predict(x) as tf.Tensor, [4.5, 6.5, 8.5, 16.5, 18.5, 20.5]);
      residual.dispose();
    });
  });

  it('drops channels after each convolution but the last of several', () => {
    const model = modelOf(convBlock({ filters: 8, convolutions: 3, dropout: 0.5, norm: 'none', name: 'b' }));
    expect(layerNames(model).filter((name) => name.includes('dropout'))).toEqual(['b_dropout0', 'b_dropout1']);
    model.dispose();
    const single = modelOf(convBlock({ filters: 8, convolutions: 1, dropout: 0.5, name: 'b' }));
    expect(layerNames(single).at(-1)).toBe('b_dropout0');
    single.dispose();
  });

  it('begins the same with the same seed, each layer for itself', () => {
    const kernels = (seed: number): Float32Array[] => {
      const model = modelOf(convBlock({ filters: 3, norm: 'none', seed, name: 'b' }));
      const values = model.getWeights().map((weight) => weight.dataSync() as Float32Array);
      model.dispose();
      return [values[0].slice(), values[2].slice()];
    };
    const [first, second] = kernels(5);
    expect(kernels(5)).toEqual([first, second]);
    expect(kernels(6)).not.toEqual([first, second]);
    expect(first).not.toEqual(second);
    const bound = Math.sqrt(6 / 27); // He
    expect(Math.max(...first.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.max(...first.map(Math.abs))).toBeGreaterThan(0.9 * bound);
  });

  it('refuses what it does not know', () => {
    const refused: [ConvBlockOptions, string][] = [
      [{ filters: 0 }, 'convBlock: filters is 0. It must be a whole number of at least 1.'],
      [{ filters: 4, convolutions: 1.5 }, 'convBlock: convolutions is 1.5. It must be a whole number of at least 1.'],
      [{ filters: 4, block: 'dense' as 'plain' }, 'convBlock: block is "dense". Use one of "plain", "residual", '],
      [{ filters: 4, norm: 'layer' as 'batch' }, 'normalization: norm is "layer". Use one of "batch", "group", '],
      [{ filters: 4, dropout: 1 }, 'spatialDropout: rate is 1. It must be a number from 0 to 0.99.'],
      [{ filters: 4, filter: 3 } as ConvBlockOptions, 'convBlock: unknown option "filter". Did you mean "filters"?'],
    ];
    for (const [options, message] of refused) expect(() => convBlock(options)).toThrow(message);
    expect(() => modelOf(convBlock({ filters: 4, norm: 'group' }))).toThrow(
      'SegGroupNorm: 8 groups do not divide 4 channels. Use 4, for instance.',
    );
  });
});

describeEachBackend('convolution', () => {
  it('puts zeros on both sides where asked, as PyTorch does, and sees pixels apart', () => {
    tf.tidy(() => {
      const x = tf.reshape(tf.range(1, 25), [1, 4, 6, 1]);
      const corner = (options: Partial<ConvolutionOptions>): tf.Tensor => {
        const model = modelOf(convolution({ filters: 1, bias: false, ...options }), 1);
        // The upper left corner of each window.
        model.setWeights([tf.tensor4d([1, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3, 1, 1])]);
        const y = model.predict(x) as tf.Tensor;
        model.dispose();
        return y;
      };
      expectAllClose(corner({ strides: 2 }), [1, 3, 5, 13, 15, 17]);
      expectAllClose(corner({ strides: 2, padding: 'symmetric' }), [0, 0, 0, 0, 8, 10]);
      const apart = corner({ dilation: 2 });
      expect(apart.shape).toEqual([1, 4, 6, 1]);
      expectAllClose(apart, [...Array(12).fill(0), 0, 0, 1, 2, 3, 4, 0, 0, 7, 8, 9, 10]);
    });
  });

  it('refuses what it does not know', () => {
    expect(() => convolution({ filters: 4, padding: 'valid' as 'same' })).toThrow('convolution: padding is "valid".');
    expect(() => convolution({ filters: 4, dilation: 0 })).toThrow('convolution: dilation is 0. It must be a whole');
  });
});

describeEachBackend('activation', () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  // At −2 and 1.
  const expected: Record<ActivationName, [number, number]> = {
    relu: [0, 1],
    leakyRelu: [-0.02, 1],
    relu6: [0, 1],
    elu: [Math.exp(-2) - 1, 1],
    selu: [1.0507009873554805 * 1.6732632423543772 * (Math.exp(-2) - 1), 1.0507009873554805],
    swish: [-2 * sigmoid(-2), sigmoid(1)],
    silu: [-2 * sigmoid(-2), sigmoid(1)],
    hardSwish: [-1 / 3, 2 / 3],
    hardSigmoid: [1 / 6, 2 / 3],
    sigmoid: [sigmoid(-2), sigmoid(1)],
    tanh: [Math.tanh(-2), Math.tanh(1)],
    gelu: [-2 * 0.02275013194817921, 0.8413447460685429],
    mish: [-2 * Math.tanh(Math.log1p(Math.exp(-2))), Math.tanh(Math.log1p(Math.E))],
    linear: [-2, 1],
  };

  it.each(activationNames)('%s', (name) => {
    tf.tidy(() => {
      const input = layers.input({ shape: [1, 1, 2] });
      const model = layers.model({
        inputs: input,
        outputs: chain(
          convolution({ filters: 2, kernelSize: 1, bias: false }),
          activation({ activation: name }),
        )(input),
      });
      model.setWeights([tf.tensor4d([1, 0, 0, 1], [1, 1, 2, 2])]);
      expectAllClose(model.predict(tf.tensor4d([-2, 1], [1, 1, 1, 2])) as tf.Tensor, expected[name], { rtol: 1e-4 });
      model.dispose();
    });
  });

  it('refuses what it does not know', () => {
    expect(() => activation({ activation: 'softer' as 'swish' })).toThrow(
      'activation: activation is "softer". Use one of',
    );
  });
});

describeEachBackend('upsampling', () => {
  it('doubles height and width in each way', () => {
    for (const kind of upsamplingNames) {
      const model = modelOf(upsampling({ filters: 2, upsampling: kind, name: 'u' }));
      expect(model.outputs[0].shape).toEqual([null, 8, 12, 2]);
      expect(model.countParams()).toBe(kind === 'pixelShuffle' ? 9 * 3 * 8 + 8 : 4 * 3 * 2 + 2);
      model.dispose();
    }
  });
});

describeEachBackend('pieces', () => {
  it('refuse option names that do not exist', () => {
    type Unknown = Parameters<typeof convolution>[0];
    expect(() => convolution({ filters: 2, kernel: 3 } as Unknown)).toThrow('convolution: unknown option "kernel".');
    expect(() => normalization({ nrom: 'batch' } as object)).toThrow('Did you mean "norm"?');
    expect(() => spatialDropout({ rat: 0.1 } as never)).toThrow('Did you mean "rate"?');
    expect(() => upsampling({ filters: 2, method: 'nearest' } as Unknown)).toThrow(
      'upsampling: unknown option "method"',
    );
  });

  it('make layers of their own at each use', () => {
    const input = layers.input({ shape: [4, 4, 3] });
    const block = chain(convolution({ filters: 3 }), normalization());
    const model = layers.model({ inputs: input, outputs: block(block(input)) });
    expect(model.layers.length).toBe(5);
    model.dispose();
  });
});
