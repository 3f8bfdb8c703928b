import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { SegPositionAttention } from '../../src/layers/classes/segPositionAttention.js';
import { SegScaledAttention } from '../../src/layers/classes/segScaledAttention.js';
import { describeModel, formatModel, nnUnet, u2net, unet } from '../../src/models/index.js';
import { multiplyAdds } from '../../src/models/multiplyAdds.js';
import { estimateMemory } from '../../src/train/estimateMemory.js';
import { freeze } from '../../src/train/freeze.js';
import { switchBackend } from '../helpers/backends.js';

beforeAll(() => switchBackend('cpu'));

/** 4×6 pictures: a convolution to 4 channels, batch normalization, half the size, and twice the same 1×1 convolution. */
function tiny(): layers.LayersModel {
  const input = layers.input({ shape: [4, 6, 3], name: 'picture' });
  const convolution = layers.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', useBias: false, name: 'c' });
  const norm = layers.layers.batchNormalization({ name: 'n' });
  const pool = layers.layers.maxPooling2d({ poolSize: 2, name: 'p' });
  const shared = layers.layers.conv2d({ filters: 4, kernelSize: 1, name: 's' });
  const half = pool.apply(norm.apply(convolution.apply(input)));
  return layers.model({
    inputs: input,
    outputs: shared.apply(shared.apply(half)) as layers.SymbolicTensor,
    name: 'tiny',
  });
}

describe('describeModel', () => {
  it('counts weights, multiplications and memory by hand', () => {
    const model = tiny();
    const tensors = tf.memory().numTensors;
    const description = describeModel(model);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(description).toMatchObject({
      name: 'tiny',
      architecture: undefined,
      input: [4, 6, 3],
      outputs: [[2, 3, 4]],
      parameters: { total: 108 + 16 + 20, trainable: 108 + 8 + 20, fixed: 8 },
      multiplyAdds: 108 * 24 + 2 * 16 * 6,
      outputStrides: [1, 2],
    });
    expect(description.layers).toEqual([
      { name: 'c', type: 'Conv2D', output: [4, 6, 4], parameters: 108, multiplyAdds: 108 * 24 },
      { name: 'n', type: 'BatchNormalization', output: [4, 6, 4], parameters: 16, multiplyAdds: 0 },
      { name: 'p', type: 'MaxPooling2D', output: [2, 3, 4], parameters: 0, multiplyAdds: 0 },
      { name: 's', type: 'Conv2D', output: [2, 3, 4], parameters: 20, multiplyAdds: 16 * 6 },
      { name: 's', type: 'Conv2D', output: [2, 3, 4], parameters: 0, multiplyAdds: 16 * 6 },
    ]);
    const { weights, perPicture } = estimateMemory(model);
    expect(description.memory).toEqual({ weights, trainingPicture: perPicture });
    model.dispose();
  });

  it('counts scores and sums of attention', () => {
    const [q, kv] = [layers.input({ shape: [4, 3, 6] }), layers.input({ shape: [2, 1, 12] })];
    const cost = (inputs: layers.SymbolicTensor[], layer: layers.layers.Layer): number => {
      const outputs = layer.apply(inputs.length === 1 ? inputs[0] : inputs) as layers.SymbolicTensor;
      const model = layers.model({ inputs, outputs });
      return multiplyAdds(
        model,
        inputs.map(({ shape }) => shape.slice(1) as number[]),
      );
    };
    expect(cost([q, kv], new SegScaledAttention({ heads: 2 }))).toBe(2 * 12 * 2 * 6); // 12 queries, 2 keys, 6 channels
    expect(cost([layers.input({ shape: [5, 9] })], new SegScaledAttention())).toBe(2 * 5 * 5 * 3);
    const [center, bottom] = [layers.input({ shape: [2, 2, 3] }), layers.input({ shape: [2, 2, 8] })];
    expect(cost([center, layers.input({ shape: [2, 2, 3] }), bottom], new SegPositionAttention())).toBe(16 * (3 + 8));
  });

  it('counts what is frozen as fixed, and gives several outputs', () => {
    const model = nnUnet({ inputShape: [32, 32, 3], depth: 3, filters: 2, deepSupervision: true });
    const { parameters, outputs } = describeModel(model);
    expect(outputs).toEqual([
      [32, 32, 1],
      [16, 16, 1],
    ]);
    expect(parameters.fixed).toBe(0);
    freeze(model, /^down/);
    const frozen = describeModel(model).parameters;
    expect(frozen.total).toBe(parameters.total);
    expect(frozen.fixed).toBe(parameters.total - frozen.trainable);
    expect(frozen.fixed).toBeGreaterThan(0);
    model.dispose();
  });

  it('takes 256×256 pixels where a model takes any, as near as it can divide, or what is given', () => {
    const any = unet({ depth: 3, filters: 2 });
    const fixed = unet({ inputShape: [256, 256, 3], depth: 3, filters: 2 });
    expect(describeModel(any)).toEqual({ ...describeModel(fixed), layers: describeModel(any).layers });
    expect(describeModel(any).input).toEqual([256, 256, 3]);
    expect(describeModel(any, { size: [64, 128] }).outputs).toEqual([[64, 128, 1]]);
    expect(describeModel(any, { size: [64, 128] }).multiplyAdds * 8).toBe(describeModel(any).multiplyAdds);
    const deep = unet({ depth: 9, filters: 1, inputShape: [null, 512, 1] });
    expect(describeModel(deep).input).toEqual([512, 512, 1]);
    for (const model of [any, fixed, deep]) model.dispose();
  });

  it('knows the strides of levels, however a model gets there', () => {
    const strides = (model: layers.LayersModel): readonly number[] => {
      const { outputStrides } = describeModel(model);
      model.dispose();
      return outputStrides;
    };
    expect(strides(unet({ depth: 4, filters: 2 }))).toEqual([1, 2, 4, 8, 16]);
    expect(strides(nnUnet({ depth: 6, filters: 1 }))).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(strides(unet({ encoder: 'resnet18' }))).toEqual([1, 2, 4, 8, 16, 32]);
    expect(strides(u2net({ size: 'small', filters: 2 }))).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it('refuses what it does not know', () => {
    const model = tiny();
    expect(() => describeModel(model, { sise: [4, 4] } as object)).toThrow(OptionError);
    expect(() => describeModel(model, { size: [4, 0] })).toThrow('describeModel: size is 0.');
    expect(() => formatModel(describeModel(model), { layer: false } as object)).toThrow('Did you mean "layers"?');
    model.dispose();
  });
});

describe('formatModel', () => {
  it('is a table of layers and three lines', () => {
    const model = tiny();
    const description = describeModel(model);
    expect(formatModel(description).split('\n')).toEqual([
      'layer                type  output  parameters  multiply-adds',
      'c                  Conv2D   4×6×4         108         2.59 K',
      'n      BatchNormalization   4×6×4          16',
      'p            MaxPooling2D   2×3×4',
      's                  Conv2D   2×3×4          20             96',
      's                  Conv2D   2×3×4                         96',
      'tiny: 4×6×3 to 2×3×4, strides 1 2',
      '144 parameters, 136 of them trainable; 2.78 K multiply-adds',
      `576 B of weights; ${Number((description.memory.trainingPicture / 1024).toPrecision(3))} KiB for each picture in training`,
    ]);
    expect(formatModel(description, { layers: false }).split('\n').length).toBe(3);
    model.dispose();
    const other = unet({ depth: 2, filters: 8, name: 'mine' });
    expect(formatModel(describeModel(other), { layers: false })).toBe(
      [
        'mine (unet): 256×256×3 to 256×256×1, strides 1 2 4',
        '29,921 parameters, 29,601 of them trainable; 459 M multiply-adds',
        '117 KiB of weights; 50.5 MiB for each picture in training',
      ].join('\n'),
    );
    other.dispose();
  });
});
