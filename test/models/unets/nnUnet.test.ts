import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { getMetadata } from '../../../src/models/metadata.js';
import { type NnUnetOptions, nnUnet } from '../../../src/models/unets/nnUnet.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { describeModel } from '../../helpers/modelHarness.js';
import { randomTensor } from '../../helpers/tensors.js';
import { cancelledBiases, countTrainable } from './parameters.js';

const sizes = [
  [16, 16],
  [12, 20],
] as const;
const refused = {
  size: [18, 20],
  message: 'nnUnet: input 20×18 (width×height) is not divisible by 4 (2^depth). Pad to 20×20',
} as const;
const oddSizes = [
  [18, 20],
  [13, 7],
] as const;

const variants: readonly NnUnetOptions[] = [
  {},
  { encoder: 'residual', encoderBlocks: [1, 2, 1] },
  { encoder: 'residual', encoderBlocks: 1, norm: 'none', blockActivation: 'relu' },
];
for (const variant of variants) {
  const name = ['nnUnet', ...Object.values(variant)].join(' ');
  describeModel(name, (options) => nnUnet({ depth: 2, filters: 4, ...variant, ...options }), {
    sizes,
    refused,
    oddSizes,
  });
}

describeEachBackend('nnUnet', () => {
  /** Published counts have biases before each normalization, and a head on the coarsest level of the decoder. */
  const published = (options: NnUnetOptions): number => {
    const model = nnUnet({ ...options, deepSupervision: true });
    const { classes, divisor } = getMetadata(model);
    const coarsest = classes * (Math.min(512, 16 * divisor) + 1);
    // Not those of residual shortcuts: they have none there either.
    const shortcuts = model.layers
      .filter(({ name }) => name.endsWith('_shortcut'))
      .reduce((sum, { weights: [kernel] }) => sum + (kernel.shape.at(-1) as number), 0);
    const count = countTrainable(model) + cancelledBiases(model) - shortcuts + coarsest;
    model.dispose();
    return count;
  };

  it('is the network of nnU-Net, to the last parameter', () => {
    const twoClasses = { task: 'multiclass', classes: 2 } as const;
    expect(published({ ...twoClasses, inputShape: [512, 512, 3], depth: 7 })).toBe(46_325_134);
    expect(published({ ...twoClasses, inputShape: [512, 512, 1], depth: 7 })).toBe(46_324_558);
    expect(published({ ...twoClasses, inputShape: [256, 256, 3], depth: 6 })).toBe(33_472_396);
    expect(published({ ...twoClasses, inputShape: [64, 64, 3], depth: 3, encoder: 'residual' })).toBe(8_729_030);
  });
}, ['cpu']);

describeEachBackend('nnUnet with deep supervision', () => {
  it('puts out each level but the coarsest of the decoder, the finest first', () => {
    const model = nnUnet({ inputShape: [null, null, 3], depth: 4, filters: 2, deepSupervision: true });
    const { deepSupervision } = getMetadata(model);
    expect(deepSupervision).toEqual([4 / 7, 2 / 7, 1 / 7]);
    tf.tidy(() => {
      const outputs = model.predict(randomTensor([1, 32, 48, 3])) as tf.Tensor[];
      expect(outputs.map(({ shape }) => shape)).toEqual([
        [1, 32, 48, 1],
        [1, 16, 24, 1],
        [1, 8, 12, 1],
      ]);
    });
    model.dispose();
  });

  it('crops every output with pad: auto, to what there is of the picture at its size', () => {
    const options = { depth: 3, filters: 2, deepSupervision: true, pad: 'auto', activation: 'sigmoid' } as const;
    const model = nnUnet({ inputShape: [null, null, 3], ...options });
    const fixed = nnUnet({ inputShape: [13, 18, 3], ...options });
    tf.tidy(() => {
      const outputs = model.predict(randomTensor([1, 13, 18, 3])) as tf.Tensor[];
      expect(outputs.map(({ shape }) => shape)).toEqual([
        [1, 13, 18, 1],
        [1, 7, 9, 1],
      ]);
      for (const output of outputs) expect(tf.max(output).dataSync()[0]).toBeLessThanOrEqual(1);
    });
    expect(fixed.outputs.map(({ shape }) => shape.slice(1))).toEqual([
      [13, 18, 1],
      [7, 9, 1],
    ]);
    model.dispose();
    fixed.dispose();
  });
});

describe('nnUnet refuses', () => {
  const refusals: [string, NnUnetOptions, string][] = [
    ['unknown options', { block: 'plain' } as NnUnetOptions, 'nnUnet: unknown option "block"'],
    ['an unknown encoder', { encoder: 'resnet34' as 'plain' }, 'nnUnet: encoder is "resnet34". Use one of "plain", '],
    [
      'blocks that do not match the depth',
      { depth: 3, encoderBlocks: [2, 2] },
      'nnUnet: encoderBlocks has 2 numbers, but depth 3 has 4 levels with the bottom. Give 4 numbers, or one for all.',
    ],
    ['no blocks', { encoderBlocks: 0 }, 'nnUnet: encoderBlocks is 0. It must be a whole number of at least 1.'],
    ['no decoder', { decoderBlocks: 0 }, 'nnUnet: decoderBlocks is 0. It must be a whole number of at least 1.'],
    [
      'deep supervision of nothing',
      { depth: 2, deepSupervision: true },
      'nnUnet: deepSupervision needs a depth of 3 at least, got 2',
    ],
  ];
  it.each(refusals)('%s', (_, options, message) => {
    expect(() => nnUnet(options)).toThrow(OptionError);
    expect(() => nnUnet(options)).toThrow(message);
  });
});
