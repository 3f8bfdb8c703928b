import { describe, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import { labelCodedSample } from '../samples.js';

const presets: readonly (readonly [string, augment.Transform])[] = [
  ['lightAugment', augment.lightAugment()],
  ['mediumAugment', augment.mediumAugment()],
  ['nnunetAugment', augment.nnunetAugment()],
  ['aerialAugment', augment.aerialAugment({ square: true })],
  ['microscopyAugment', augment.microscopyAugment({ stain: 'he' })],
];
const grey: readonly augment.Transform[] = [
  augment.lightAugment(),
  augment.mediumAugment({ color: false }),
  augment.nnunetAugment({ rotate: 15 }),
  augment.aerialAugment({ color: false }),
  augment.microscopyAugment({ color: false, square: true }),
];

describe('presets', () => {
  it.each(presets)('%s keeps sizes and labels, and differs from epoch to epoch', (_, preset) => {
    const sample = labelCodedSample(40, 40);
    const known = new Set([...(sample.mask?.data ?? []), 255]);
    const pictures = new Set<string>();
    for (let epoch = 0; epoch < 25; epoch++) {
      const { image, mask, weight } = augment.applyTransform(preset, sample, { epoch, ignoreIndex: 255 });
      expect([image.width, image.height, mask?.width, weight?.height]).toEqual([40, 40, 40, 40]);
      for (const label of new Set(mask?.data)) expect(known).toContain(label);
      pictures.add(String(image.data));
    }
    expect(pictures.size).toBeGreaterThan(18);
    const revived = augment.transformFromJson(JSON.parse(JSON.stringify(preset)));
    expect(JSON.stringify(revived)).toBe(JSON.stringify(preset));
  });

  it('take pictures of one channel and of five, where colours are left out', () => {
    for (const preset of grey) {
      for (const channels of [1, 5]) {
        for (let epoch = 0; epoch < 12; epoch++) {
          const { image } = augment.applyTransform(preset, labelCodedSample(24, 24, { channels }), { epoch });
          expect([image.width, image.height, image.channels]).toEqual([24, 24, channels]);
        }
      }
    }
  });

  it('keep the size of pictures that are not square, unless told that they are', () => {
    for (const preset of [augment.aerialAugment(), augment.microscopyAugment()]) {
      for (let epoch = 0; epoch < 20; epoch++) {
        const { image } = augment.applyTransform(preset, labelCodedSample(30, 20), { epoch });
        expect([image.width, image.height]).toEqual([30, 20]);
      }
    }
  });

  it('has the ranges of nnU-Net', () => {
    expect(augment.describe(augment.nnunetAugment()).split('\n')).toEqual([
      'compose',
      '  20 %  rotate: rotate -180 … 180',
      '  20 %  affine: scale 0.7143 … 1.429, rotate 0, shear 0, translate 0',
      '  10 %  gaussianNoise: sigma 0 … 0.07906, perChannel no',
      '  20 %  gaussianBlur: sigma 0.5 … 1',
      '  15 %  enhance: factor 0.75 … 1.25, kind contrast',
      '  15 %  enhance: factor 0.75 … 1.25, kind contrast',
      '  25 %  downscale: scale 0.5 … 1, interpolation smooth',
      '  10 %  sequential',
      '    invert',
      '    gamma: gamma 0.7 … 1.5',
      '    invert',
      '  30 %  gamma: gamma 0.7 … 1.5',
      '  50 %  horizontalFlip',
      '  50 %  verticalFlip',
    ]);
  });

  it('say what is wrong', () => {
    expect(() => augment.lightAugment({ color: true } as object)).toThrow('lightAugment: unknown option "color"');
    expect(() => augment.mediumAugment({ colour: false } as object)).toThrow('Did you mean "color"?');
    expect(() => augment.nnunetAugment({ rotate: 200 })).toThrow('nnunetAugment: rotate is 200');
    expect(() => augment.aerialAugment({ square: 1 as never })).toThrow('aerialAugment: square is 1');
    expect(() => augment.microscopyAugment({ stain: 'he', color: false })).toThrow('a stain needs colours');
  });
});
