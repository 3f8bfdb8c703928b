import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/core/errors.js';
import { convBlock } from '../../src/layers/index.js';
import { unet } from '../../src/models/index.js';
import { estimateMemory, largestBatch } from '../../src/train/index.js';
import { switchBackend } from '../helpers/backends.js';

/** 2×2 pictures: a convolution to 4 channels without a bias (9·1·4 weights), and a transposed one to 1 with one. */
function tiny(): layers.LayersModel {
  const input = layers.input({ shape: [2, 2, 1] });
  const x = layers.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', useBias: false }).apply(input);
  const y = layers.layers.conv2dTranspose({ filters: 1, kernelSize: 2, strides: 2 }).apply(x);
  return layers.model({ inputs: input, outputs: y as layers.SymbolicTensor });
}

describe('estimateMemory', () => {
  beforeAll(() => switchBackend('cpu'));

  it('counts weights, layers and logits by hand', () => {
    const estimate = estimateMemory(tiny(), { batchSize: 3 });
    const weights = 4 * (36 + 16 + 1);
    // the input of 4 numbers, and the 16 after the convolution, which the transposed one reads
    const activations = 3 * 4 * (4 + 16);
    // the loss: 8 times the 16 logits; each layer needs less
    const workspace = 3 * 4 * 128;
    const optimizer = 2 * weights;
    expect(estimate).toMatchObject({
      weights,
      gradients: weights,
      optimizer,
      bestWeights: weights,
      activations,
      workspace,
    });
    expect(estimate.total).toBe(weights + optimizer + weights + activations + workspace + estimate.runtime);
    expect(estimate.perPicture).toBe((activations + workspace) / 3);
    expect(estimateMemory(tiny(), { optimizerState: 0 }).optimizer).toBe(0);
  });

  it('counts what a backward pass reads: of each block the input and the output of its normalization', () => {
    const input = layers.input({ shape: [4, 4, 2] });
    const block = (x: layers.SymbolicTensor): layers.SymbolicTensor =>
      convBlock({ filters: 8, activation: 'relu', norm: 'batch' })(x);
    const [first, second] = [block(input), block(block(input))];
    const joined = layers.layers.concatenate().apply([first, second]) as layers.SymbolicTensor;
    const logits = layers.layers.conv2d({ filters: 1, kernelSize: 1, useBias: false }).apply(joined);
    const model = layers.model({ inputs: input, outputs: logits as layers.SymbolicTensor });
    const perConvolution = 16 * (8 + 8); // its output, which normalization reads, and that of the ReLU
    const convolutions = model.layers.filter((layer) => layer.getClassName() === 'Conv2D').length - 1;
    // the two outputs side by side, which the last convolution reads, and the logits, which tfjs saves; not what is
    // normalized
    const kept = 16 * 2 + convolutions * perConvolution + 16 * 16 + 16;
    expect(estimateMemory(model).activations).toBe(4 * kept);
  });

  it('counts frozen weights no gradient, and the layers of a model within the model', () => {
    const inner = tiny();
    const input = layers.input({ shape: [2, 2, 1] });
    const outer = layers.model({ inputs: input, outputs: inner.apply(input) as layers.SymbolicTensor });
    // An input layer more, whose tensor is the same.
    expect(estimateMemory(outer)).toEqual(estimateMemory(inner));
    inner.layers[1].trainable = false;
    expect(estimateMemory(outer).gradients).toBe(4 * (16 + 1));
  });

  it('takes the size of models that take any', () => {
    const any = unet({ inputShape: [null, null, 3], depth: 2, filters: 4 });
    const fixed = unet({ inputShape: [32, 64, 3], depth: 2, filters: 4 });
    expect(estimateMemory(any, { size: [32, 64] })).toEqual(estimateMemory(fixed));
    expect(() => estimateMemory(any)).toThrow(ShapeError);
    expect(() => estimateMemory(any)).toThrow('takes pictures of any size');
  });

  it('finds the largest batch that fits', () => {
    const model = unet({ inputShape: [32, 32, 3], depth: 2, filters: 4 });
    const { total } = estimateMemory(model, { batchSize: 5 });
    expect(largestBatch(model, { memory: total })).toBe(5);
    expect(largestBatch(model, { memory: total - 1 })).toBe(4);
    expect(largestBatch(model, { memory: 1000 })).toBe(0);
  });

  it('finds it on wasm, whose share of a step is no whole number of bytes', async () => {
    await switchBackend('wasm');
    const model = unet({ inputShape: [32, 32, 3], depth: 2, filters: 4 });
    for (const batchSize of [1, 3, 7, 11, 33]) {
      expect(largestBatch(model, { memory: estimateMemory(model, { batchSize }).total })).toBe(batchSize);
    }
    await switchBackend('cpu');
  });
});
