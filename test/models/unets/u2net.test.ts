import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { getMetadata } from '../../../src/models/metadata.js';
import { type U2netOptions, u2net } from '../../../src/models/unets/u2net.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { describeModel } from '../../helpers/modelHarness.js';
import { randomTensor } from '../../helpers/tensors.js';
import { cancelledBiases, countTrainable } from './parameters.js';

describeModel('u2net', (options) => u2net({ size: 'small', filters: 4, ...options }), {
  sizes: [
    [32, 32],
    [32, 64],
  ],
  refused: {
    size: [36, 32],
    message:
      "u2net: input 32×36 (width×height) is not divisible by 32. Pad to 32×64 (augment.padToMultiple, or pad: 'auto' " +
      'for padding inside the model).',
  },
  oddSizes: [
    [36, 32],
    [13, 20],
  ],
});

describeEachBackend('u2net', () => {
  it('is the published network, to the last parameter', () => {
    for (const [size, count] of [
      ['full', 44_009_869],
      ['small', 1_131_181],
    ] as const) {
      const model = u2net({ inputShape: [320, 320, 3], size });
      expect(countTrainable(model) + cancelledBiases(model)).toBe(count);
      model.dispose();
    }
  });

  it('puts out its prediction and the six that it is made of, all at full size', () => {
    const options = { size: 'small', filters: 2, deepSupervision: true, pad: 'auto' } as const;
    const model = u2net({ inputShape: [null, null, 3], ...options });
    expect(getMetadata(model).deepSupervision).toEqual([1, 1, 1, 1, 1, 1, 1]);
    tf.tidy(() => {
      const outputs = model.predict(randomTensor([1, 30, 33, 3])) as tf.Tensor[];
      expect(outputs.map(({ shape }) => shape)).toEqual(Array.from({ length: 7 }, () => [1, 30, 33, 1]));
    });
    model.dispose();
  });
}, ['wasm']);

describe('u2net refuses', () => {
  const refusals: [string, U2netOptions, string][] = [
    ['unknown options', { depth: 4 } as U2netOptions, 'u2net: unknown option "depth"'],
    ['an unknown size', { size: 'tiny' as 'small' }, 'u2net: size is "tiny". Use one of "full", "small".'],
    ['no filters', { filters: 0 }, 'u2net: filters is 0. It must be a whole number of at least 1.'],
    [
      'groups that do not divide the channels',
      { norm: 'group', groups: 3 },
      'u2net: 3 groups do not divide 32 channels.',
    ],
  ];
  it.each(refusals)('%s', (_, options, message) => {
    expect(() => u2net(options)).toThrow(OptionError);
    expect(() => u2net(options)).toThrow(message);
  });
});
