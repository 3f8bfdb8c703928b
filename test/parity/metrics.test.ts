import { describe, expect, it } from 'vitest';
import { distanceTransform, signedDistanceTransform } from '../../src/raster/distanceTransform.js';
import type { LabelData } from '../../src/raster/labelMap.js';
import { describeShared, readFixture } from '../helpers/parity.js';
import { expectAllClose } from '../helpers/tensors.js';

describeShared('metrics/distanceTransform', 'parity/metrics/distanceTransform.json', () => {
  const fixture = readFixture<{
    name: string;
    spacing: [number, number];
    tensors: { mask: string };
    expected: Record<string, string>;
  }>('metrics/distanceTransform');
  const forms: Record<
    string,
    (mask: Parameters<typeof distanceTransform>[0], spacing: [number, number]) => Float64Array
  > = {
    distance: (mask, spacing) => distanceTransform(mask, { spacing }),
    signed: (mask, spacing) => signedDistanceTransform(mask, { spacing }),
    signedKervadec: (mask, spacing) => signedDistanceTransform(mask, { spacing, form: 'kervadec' }),
  };

  describe.each(fixture.cases)('$name', ({ spacing, tensors, expected }) => {
    it.each(Object.entries(expected))('%s', (form, key) => {
      const { data, shape } = fixture.arrays.get(tensors.mask)!;
      const mask = { data: data as LabelData, width: shape[1], height: shape[0] };
      expect(forms, `an expectation named ${form}`).toHaveProperty(form);
      expectAllClose(forms[form](mask, spacing), fixture.arrays.get(key)!.data, fixture.tolerance);
    });
  });
});
