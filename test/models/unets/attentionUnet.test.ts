import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { type AttentionUnetOptions, attentionUnet } from '../../../src/models/unets/attentionUnet.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { describeModel } from '../../helpers/modelHarness.js';
import { cancelledBiases, countTrainable } from './parameters.js';

const variants: readonly AttentionUnetOptions[] = [
  {},
  { norm: 'none', interpolation: 'bilinear' },
  { norm: 'group', groups: 2, blockActivation: 'swish' },
];
for (const variant of variants) {
  const name = ['attentionUnet', ...Object.values(variant)].join(' ');
  describeModel(name, (options) => attentionUnet({ depth: 2, filters: 4, ...variant, ...options }), {
    sizes: [
      [16, 16],
      [12, 20],
    ],
    refused: { size: [18, 20], message: 'attentionUnet: input 20×18 (width×height) is not divisible by 4 (2^depth).' },
    oddSizes: [
      [18, 20],
      [13, 7],
    ],
  });
}

describeEachBackend('attentionUnet', () => {
  it('is the network that the field compares with, to the last parameter', () => {
    const model = attentionUnet({ inputShape: [256, 256, 3], filters: 64 });
    expect(countTrainable(model) + cancelledBiases(model)).toBe(34_878_573);
    model.dispose();
  });

  it('gates every skip', () => {
    const model = attentionUnet({ inputShape: [16, 16, 3], depth: 2, filters: [2, 3, 4] });
    for (const level of ['up1', 'up0']) {
      const { inboundLayers } = model.getLayer(`${level}_concat`).inboundNodes[0];
      expect(inboundLayers[0].name).toBe(`${level}_gate_multiply`);
    }
    model.dispose();
  });
}, ['cpu']);

describe('attentionUnet refuses', () => {
  const refusals: [string, AttentionUnetOptions, string][] = [
    ['unknown options', { block: 'plain' } as AttentionUnetOptions, 'attentionUnet: unknown option "block"'],
    [
      'an unknown interpolation',
      { interpolation: 'cubic' as 'nearest' },
      'attentionUnet: interpolation is "cubic". Use one of "nearest", "bilinear".',
    ],
    [
      'groups that do not divide the channels of a gate',
      { norm: 'group', filters: 8 },
      'attentionUnet: 8 groups do not divide 4 channels.',
    ],
  ];
  it.each(refusals)('%s', (_, options, message) => {
    expect(() => attentionUnet(options)).toThrow(OptionError);
    expect(() => attentionUnet(options)).toThrow(message);
  });
});
