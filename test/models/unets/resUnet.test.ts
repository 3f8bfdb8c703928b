import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { type ResUnetOptions, resUnet } from '../../../src/models/unets/resUnet.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { describeModel } from '../../helpers/modelHarness.js';

const variants: readonly ResUnetOptions[] = [{}, { norm: 'none', interpolation: 'bilinear' }];
for (const variant of variants) {
  const name = ['resUnet', ...Object.values(variant)].join(' ');
  describeModel(name, (options) => resUnet({ depth: 2, filters: 4, ...variant, ...options }), {
    sizes: [
      [16, 16],
      [12, 20],
    ],
    refused: { size: [18, 20], message: 'resUnet: input 20×18 (width×height) is not divisible by 4 (2^depth).' },
    oddSizes: [
      [18, 20],
      [13, 7],
    ],
  });
}

describeEachBackend('resUnet', () => {
  it('has the weights of the published network, 7.8 million of them, and those of shortcuts', () => {
    const model = resUnet({ inputShape: [224, 224, 3], norm: 'none' });
    const shortcuts = model.layers.filter(({ name }) => name.endsWith('_shortcut'));
    const kernels = model.layers
      .filter((layer) => layer.name.startsWith('head') || (layer.weights.length > 0 && !shortcuts.includes(layer)))
      .flatMap(({ weights }) => weights)
      .filter(({ shape, originalName }) => shape.length === 4 || originalName === 'head/bias')
      .reduce((sum, { shape }) => sum + shape.reduce<number>((product, side) => product * (side as number), 1), 0);
    expect(kernels).toBe(7_780_097); // ∑ 9·in·out over the published table, and the head
    expect(shortcuts.map(({ name }) => name)).toEqual(
      ['down0', 'down1', 'down2', 'down3', 'up2', 'up1', 'up0'].map((level) => `${level}_shortcut`),
    );
    model.dispose();
  });

  it('normalizes before each convolution but the one that sees the picture', () => {
    const model = resUnet({ inputShape: [16, 16, 3], depth: 1, filters: 2 });
    const norms = model.layers.filter(({ name }) => name.includes('norm')).map(({ name }) => name);
    expect(norms.sort()).toEqual(['down0_norm1', 'down1_norm0', 'down1_norm1', 'up0_norm0', 'up0_norm1']);
    model.dispose();
  });
}, ['cpu']);

describe('resUnet refuses', () => {
  const refusals: [string, ResUnetOptions, string][] = [
    ['unknown options', { block: 'plain' } as ResUnetOptions, 'resUnet: unknown option "block"'],
    [
      'an unknown interpolation',
      { interpolation: 'cubic' as 'nearest' },
      'resUnet: interpolation is "cubic". Use one of "nearest", "bilinear".',
    ],
    [
      'groups that do not divide the filters',
      { norm: 'group', filters: 12 },
      'resUnet: 8 groups do not divide 12 channels.',
    ],
  ];
  it.each(refusals)('%s', (_, options, message) => {
    expect(() => resUnet(options)).toThrow(OptionError);
    expect(() => resUnet(options)).toThrow(message);
  });
});
