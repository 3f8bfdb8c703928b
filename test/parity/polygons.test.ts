import { expect, it } from 'vitest';
import { type Polygon, rasterizePolygons } from '../../src/raster/index.js';
import { describeShared, hasShared, readFixture } from '../helpers/parity.js';

interface Case {
  readonly name: string;
  readonly op: string;
  readonly params: { readonly width: number; readonly height: number; readonly polygons: readonly Polygon[] };
  readonly expectedMask: string;
  readonly tolerance: { readonly maskMismatches: number };
}

const path = 'parity/image/postprocess.json';

describeShared('filled polygons against the references', path, () => {
  if (!hasShared(path)) return;
  const fixture = readFixture<Case>('image/postprocess');
  const cases = fixture.cases.filter(({ op }) => op === 'rasterizePolygons');

  it('has cases', () => expect(cases.length).toBeGreaterThan(0));

  for (const { name, params, expectedMask, tolerance } of cases) {
    it(name, () => {
      const { polygons, width, height } = params;
      const { data } = rasterizePolygons(polygons, { width, height });
      const expected = fixture.arrays.get(expectedMask)!.data;
      expect(data.filter((label, i) => label !== expected[i]).length).toBeLessThanOrEqual(tolerance.maskMismatches);
    });
  }
});
