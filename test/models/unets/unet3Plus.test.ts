import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { getMetadata } from '../../../src/models/metadata.js';
import { type Unet3PlusOptions, unet3Plus } from '../../../src/models/unets/unet3Plus.js';
import { withoutAuxiliaryOutputs } from '../../../src/models/withoutAuxiliaryOutputs.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { describeModel } from '../../helpers/modelHarness.js';
import { expectAllClose, randomTensor } from '../../helpers/tensors.js';
import { cancelledBiases, countTrainable } from './parameters.js';

const variants: readonly Unet3PlusOptions[] = [
  {},
  { norm: 'group', groups: 2, skipFilters: 6, blockActivation: 'elu' },
];
for (const variant of variants) {
  const name = ['unet3Plus', ...Object.values(variant)].join(' ');
  describeModel(name, (options) => unet3Plus({ depth: 2, filters: 4, ...variant, ...options }), {
    sizes: [
      [16, 16],
      [12, 20],
    ],
    refused: { size: [18, 20], message: 'unet3Plus: input 20×18 (width×height) is not divisible by 4 (2^depth).' },
    oddSizes: [
      [18, 20],
      [13, 7],
    ],
  });
}

describeEachBackend('unet3Plus', () => {
  it('is the published network, to the last parameter', () => {
    for (const [deepSupervision, count] of [
      [false, 26_971_777],
      [true, 26_989_637],
    ] as const) {
      const model = unet3Plus({ inputShape: [320, 320, 3], deepSupervision });
      expect(countTrainable(model) + cancelledBiases(model)).toBe(count);
      model.dispose();
    }
  });
}, ['cpu']);

const tiny = { inputShape: [null, null, 3], depth: 2, filters: 4, seed: 1 } as const;

describeEachBackend('unet3Plus with several outputs', () => {
  it('puts out every level at full size, with pad: auto too', () => {
    const model = unet3Plus({ ...tiny, deepSupervision: true, pad: 'auto' });
    expect(getMetadata(model).deepSupervision).toEqual([1, 1, 1]);
    tf.tidy(() => {
      const outputs = model.predict(randomTensor([1, 13, 18, 3])) as tf.Tensor[];
      expect(outputs.map(({ shape }) => shape)).toEqual([1, 2, 3].map(() => [1, 13, 18, 1]));
    });
    model.dispose();
  });

  it('takes out of its predictions the classes that it decides against, and not in training', () => {
    const options = { ...tiny, task: 'multiclass', classes: 3, norm: 'none', deepSupervision: true } as const;
    const guided = unet3Plus({ ...options, classificationGuided: true });
    expect(getMetadata(guided).classification).toBe('presence');
    const plain = unet3Plus(options);
    tf.tidy(() => {
      const presence = guided.getLayer('presence');
      const [kernel, bias] = presence.getWeights();
      presence.setWeights([tf.zerosLike(kernel), tf.tensor([-1, -1, 1], bias.shape)]);
      const x = randomTensor([2, 8, 8, 3]);
      const outputs = guided.predict(x) as tf.Tensor[];
      const free = plain.predict(x) as tf.Tensor[];
      const inTraining = guided.apply(x, { training: true }) as tf.Tensor[];
      expect(outputs.length).toBe(4);
      expectAllClose(outputs[3], [-1, -1, 1, -1, -1, 1]);
      free.forEach((logits, i) => {
        const [background, absent, present] = tf.split(outputs[i], 3, 3);
        const expected = tf.split(logits, 3, 3);
        expectAllClose(background, expected[0]); // always there
        expectAllClose(absent, new Float32Array(128).fill(-20));
        expectAllClose(present, expected[2]);
        expectAllClose(inTraining[i], logits);
      });
      const [alone] = [withoutAuxiliaryOutputs(guided).predict(x)].flat();
      expectAllClose(alone, outputs[0], { atol: 0, rtol: 0 });
    });
    guided.dispose();
    plain.dispose();
  });
});

describe('unet3Plus refuses', () => {
  const refusals: [string, Unet3PlusOptions, string][] = [
    ['unknown options', { deepsupervision: true } as Unet3PlusOptions, 'Did you mean "deepSupervision"?'],
    ['no channels', { skipFilters: 0 }, 'unet3Plus: skipFilters is 0. It must be a whole number of at least 1.'],
    [
      'a word for a switch',
      { classificationGuided: 'yes' as unknown as true },
      'unet3Plus: classificationGuided is "yes".',
    ],
  ];
  it.each(refusals)('%s', (_, options, message) => {
    expect(() => unet3Plus(options)).toThrow(OptionError);
    expect(() => unet3Plus(options)).toThrow(message);
  });
});
