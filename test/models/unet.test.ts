import { describe, expect, it } from 'vitest';
import { type UnetOptions, unet } from '../../src/models/unet.js';
import { describeModel } from '../helpers/modelHarness.js';

const sizes = [
  [16, 16],
  [12, 20],
] as const;
const refused = {
  size: [18, 20],
  message:
    "unet: input 20×18 (width×height) is not divisible by 4 (2^depth). Pad to 20×20 (padToMultiple, or pad: 'auto' " +
    'for padding inside the model). Or lower depth to 1 at most.',
} as const;
const oddSizes = [
  [18, 20],
  [13, 7],
] as const;
const tiny = { depth: 2, filters: 4 } as const;

describeModel('unet', (options) => unet({ ...tiny, ...options }), { sizes, refused, oddSizes });

const variants: readonly UnetOptions[] = [
  { norm: 'none', upsampling: 'transpose' },
  { norm: 'group', groups: 4, upsampling: 'bilinear', block: 'residual' },
  { norm: 'instance', blockActivation: 'swish' },
];
for (const variant of variants) {
  const name = `unet ${Object.values(variant).join(' ')}`;
  describeModel(name, (options) => unet({ ...tiny, ...variant, ...options }), { sizes, refused, oddSizes });
}

describe('unet', () => {
  it('is the Carvana U-Net, to the last parameter', () => {
    const model = unet({ inputShape: [512, 512, 3], depth: 4, filters: 64, norm: 'none', activation: 'sigmoid' });
    expect(model.countParams()).toBe(31_031_745);
    expect(model.outputs[0].shape).toEqual([null, 512, 512, 1]);
    model.dispose();
  });
});
