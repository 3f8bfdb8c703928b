import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/core/errors.js';
import { getMetadata } from '../../src/models/metadata.js';
import { type UnetOptions, unet } from '../../src/models/unet.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeModel } from '../helpers/modelHarness.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';

const sizes = [
  [16, 16],
  [12, 20],
] as const;
const refused = {
  size: [18, 20],
  message:
    "unet: input 20×18 (width×height) is not divisible by 4 (2^depth). Pad to 20×20 (augment.padToMultiple, or pad: 'auto' " +
    'for padding inside the model). Or lower depth to 1 at most.',
} as const;
const oddSizes = [
  [18, 20],
  [13, 7],
] as const;
const tiny = { depth: 2, filters: 4 } as const;

const variants: readonly UnetOptions[] = [
  {},
  { norm: 'none', upsampling: 'transpose' },
  { norm: 'group', groups: 4, upsampling: 'bilinear', block: 'residual' },
  { norm: 'instance', blockActivation: 'swish' },
];
for (const variant of variants) {
  const name = ['unet', ...Object.values(variant)].join(' ');
  describeModel(name, (options) => unet({ ...tiny, ...variant, ...options }), { sizes, refused, oddSizes });
}

const layerNames = (model: layers.LayersModel): string[] => model.layers.map(({ name }) => name);

describeEachBackend('unet', () => {
  it('is the Carvana U-Net, to the last parameter', () => {
    const model = unet({ inputShape: [512, 512, 3], depth: 4, filters: 64, norm: 'none', activation: 'sigmoid' });
    expect(model.countParams()).toBe(31_031_745);
    expect(model.outputs[0].shape).toEqual([null, 512, 512, 1]);
    model.dispose();
  });

  it('takes one number a level, and its depth from them', () => {
    const model = unet({ inputShape: [8, 8, 3], filters: [3, 5, 4] });
    expect(getMetadata(model).divisor).toBe(4);
    expect(['down0', 'down1', 'down2', 'up1', 'up0'].map((level) => channels(model, `${level}_activation1`))).toEqual([
      3, 5, 4, 5, 3,
    ]);
    model.dispose();
  });

  it('concatenates the skip first, then what comes up', () => {
    const model = unet({ inputShape: [8, 8, 3], depth: 1, filters: [3, 5], norm: 'none' });
    const { inboundLayers } = model.getLayer('up0_concat').inboundNodes[0];
    expect(inboundLayers.map(({ name }) => name)).toEqual(['down0_activation1', 'up0_upconv']);
    model.dispose();
  });

  it('is calibrated at the start: logits of a few units for pictures of 0 … 1', () => {
    tf.tidy(() => {
      for (const norm of ['batch', 'none'] as const) {
        const model = unet({ inputShape: [32, 32, 3], filters: 8, norm, seed: 1 });
        const logits = model.predict(randomTensor([2, 32, 32, 3], 1, 0, 1)) as tf.Tensor;
        const { variance } = tf.moments(logits);
        expect(Math.sqrt(variance.dataSync()[0])).toBeLessThan(3);
        expect(Math.sqrt(variance.dataSync()[0])).toBeGreaterThan(0.01);
        model.dispose();
      }
    });
  });

  it('puts out logits, or probabilities where asked', () => {
    tf.tidy(() => {
      const x = randomTensor([1, 8, 8, 3]);
      const options = { inputShape: [8, 8, 3], depth: 1, filters: 4, seed: 1 } as const;
      const logits = unet(options).predict(x) as tf.Tensor;
      expectAllClose(unet({ ...options, activation: 'sigmoid' }).predict(x) as tf.Tensor, tf.sigmoid(logits));
      const multiclass = { ...options, task: 'multiclass', classes: 3 } as const;
      const classLogits = unet(multiclass).predict(x) as tf.Tensor;
      expectAllClose(unet({ ...multiclass, activation: 'softmax' }).predict(x) as tf.Tensor, tf.softmax(classLogits));
    });
  });

  it('drops channels in training only', () => {
    tf.tidy(() => {
      const model = unet({ inputShape: [8, 8, 3], depth: 1, filters: 8, norm: 'none', dropout: 0.5, seed: 1 });
      expect(layerNames(model).filter((name) => name.includes('dropout'))).toEqual([
        'down0_dropout0',
        'down1_dropout0',
        'up0_dropout0',
      ]);
      const x = randomTensor([1, 8, 8, 3]);
      const [first, second] = [model.predict(x), model.predict(x)] as tf.Tensor[];
      expectAllClose(first, second, { rtol: 0, atol: 0 });
      const trained = [0, 1].map(() => (model.apply(x, { training: true }) as tf.Tensor).dataSync());
      expect(trained[0]).not.toEqual(trained[1]);
      model.dispose();
    });
  });

  it('lets two models live side by side', () => {
    const [first, second] = [unet({ ...tiny, seed: 1 }), unet({ ...tiny, seed: 2 })];
    tf.tidy(() => {
      const x = randomTensor([1, 8, 8, 3]);
      const before = (first.predict(x) as tf.Tensor).dataSync();
      second.setWeights(second.getWeights().map((weight) => tf.zerosLike(weight)));
      expectAllClose(first.predict(x) as tf.Tensor, before, { rtol: 0, atol: 0 });
      expectAllClose(second.predict(x) as tf.Tensor, new Float32Array(64));
    });
    first.dispose();
    second.dispose();
  });
});

const channels = (model: layers.LayersModel, layer: string): number =>
  (model.getLayer(layer).outputShape as layers.Shape).at(-1) as number;

describe('unet refuses', () => {
  const refusals: [string, UnetOptions, string][] = [
    ['unknown options', { filter: 8 } as UnetOptions, 'unet: unknown option "filter". Did you mean "filters"?'],
    ['a depth of 0', { depth: 0 }, 'unet: depth is 0. It must be a whole number from 1 to 10.'],
    ['a depth beyond reason', { depth: 11 }, 'unet: depth is 11. It must be a whole number from 1 to 10.'],
    ['filters that are no number', { filters: 2.5 }, 'unet: filters is 2.5. It must be a whole number of at least 1.'],
    [
      'filters that do not match the depth',
      { depth: 4, filters: [8, 16, 32] },
      'unet: filters has 3 numbers, but depth 4 has 5 levels with the bottom. Give 5 numbers, or one to start with.',
    ],
    [
      'an unknown task',
      { task: 'instance' as 'binary' },
      'unet: task is "instance". Use one of "binary", "multiclass", ',
    ],
    [
      'several classes for a binary task',
      { classes: 3 },
      'unet: task "binary" has 1 class, got 3. Set task: "multiclass" for one class a pixel, or "multilabel"',
    ],
    [
      'one class for a multiclass task',
      { task: 'multiclass', classes: 1 },
      'unet: task "multiclass" has at least 2 classes, got 1. The background counts; or set task: "binary".',
    ],
    ['no classes', { task: 'multilabel' }, 'unet: task "multilabel" needs classes. Give their number, or labels.'],
    [
      'labels that do not match the classes',
      { task: 'multiclass', classes: 3, labels: ['road', 'car'] },
      'unet: 2 labels for 3 classes. Give one label a class.',
    ],
    [
      'an activation that does not go with the task',
      { activation: 'softmax' },
      'unet: activation "softmax" does not go with task "binary". Use "sigmoid" for probabilities, or "linear" for logits.',
    ],
    [
      'an input shape without channels',
      { inputShape: [64, 64] as unknown as [64, 64, 3] },
      'unet: inputShape is [64,64]. It must be [height, width, channels], with null for a height or width that varies.',
    ],
    [
      'preprocessing for other channels',
      { inputShape: [64, 64, 4], preprocessing: { mean: [0.5, 0.5, 0.5] } },
      'unet: preprocessing.mean has 3 numbers for 4 input channels. Give one a channel.',
    ],
    [
      'groups that do not divide the filters',
      { norm: 'group', filters: 12 },
      'unet: 8 groups do not divide 12 channels. Use 6, for instance.',
    ],
    ['an unknown block', { block: 'dense' as 'plain' }, 'unet: block is "dense". Use one of "plain", "residual", '],
    [
      'an unknown norm',
      { norm: 'layer' as 'batch' },
      'unet: norm is "layer". Use one of "batch", "group", "instance", ',
    ],
    [
      'an unknown upsampling',
      { upsampling: 'cubic' as 'nearest' },
      'unet: upsampling is "cubic". Use one of "nearest"',
    ],
    ['an unknown pad', { pad: 'same' as 'auto' }, 'unet: pad is "same". Use one of "none", "auto".'],
    ['a dropout of 1', { dropout: 1 }, 'unet: dropout is 1. It must be a number from 0 to 0.99.'],
  ];
  it.each(refusals)('%s', (_, options, message) => {
    expect(() => unet(options)).toThrow(OptionError);
    expect(() => unet(options)).toThrow(message);
  });

  it('sizes that cannot be halved often enough, with what would fit', () => {
    const tooDeep = (): unknown => unet({ inputShape: [1280, 1918, 3], depth: 6 });
    expect(tooDeep).toThrow(ShapeError);
    expect(tooDeep).toThrow(
      'unet: input 1918×1280 (width×height) is not divisible by 64 (2^depth). Pad to 1920×1280 (augment.padToMultiple, ' +
        "or pad: 'auto' for padding inside the model). Or lower depth to 1 at most.",
    );
    expect(() => unet({ inputShape: [250, 250, 3] })).toThrow('Pad to 256×256');
    expect(() => unet({ inputShape: [null, 250, 3] })).toThrow('unet: input 250×? (width×height)');
    expect(() => unet({ inputShape: [250, null, 3] })).toThrow('Pad to ?×256');
    expect(() => unet({ inputShape: [255, 256, 3] })).toThrow('No depth fits this size as it is.');
    try {
      tooDeep();
    } catch (error) {
      expect(error).toMatchObject({ expected: [1280, 1920], actual: [1280, 1918] });
    }
  });
});
