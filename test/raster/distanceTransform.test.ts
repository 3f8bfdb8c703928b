import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../src/core/errors.js';
import { distanceTransform, signedDistanceTransform } from '../../src/raster/distanceTransform.js';
import type { LabelMap } from '../../src/raster/labelMap.js';

const map = (rows: number[][]): LabelMap => ({
  data: Uint8Array.from(rows.flat()),
  width: rows[0].length,
  height: rows.length,
});

const anyMask = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([width, height]) =>
  fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    data: fc
      .array(fc.constantFrom(0, 1, 1, 1, 7), { minLength: width * height, maxLength: width * height })
      .map((values) => Uint8Array.from(values)),
  }),
);
const anySpacing = fc.tuple(fc.constantFrom(1, 0.5, 0.7, 3), fc.constantFrom(1, 2, 0.3, 1.1));

/** Every pair of pixels. */
function bruteForce(mask: LabelMap, [rowSize, columnSize]: readonly [number, number]): number[] {
  return Array.from(mask.data, (value, p) => {
    if (value === 0) return 0;
    let nearest = Infinity;
    mask.data.forEach((other, q) => {
      if (other !== 0) return;
      const rows = (Math.floor(p / mask.width) - Math.floor(q / mask.width)) * rowSize;
      const columns = ((p % mask.width) - (q % mask.width)) * columnSize;
      nearest = Math.min(nearest, Math.hypot(rows, columns));
    });
    return nearest;
  });
}

describe('distanceTransform', () => {
  it('is the way to the nearest background pixel', () => {
    const mask = map([
      [1, 1, 1],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    expect(Array.from(distanceTransform(mask))).toEqual([
      2,
      Math.sqrt(5),
      Math.sqrt(8),
      1,
      Math.sqrt(2),
      Math.sqrt(5),
      0,
      1,
      2,
    ]);
    expect(Array.from(distanceTransform(mask, { spacing: [10, 3] })).slice(0, 3)).toEqual([
      20,
      Math.sqrt(409),
      Math.sqrt(436),
    ]);
  });

  it('agrees with brute force', () => {
    fc.assert(
      fc.property(anyMask, anySpacing, (mask, spacing) => {
        const expected = bruteForce(mask, spacing);
        distanceTransform(mask, { spacing }).forEach((distance, i) => {
          if (expected[i] === Infinity) expect(distance).toBe(Infinity);
          else expect(distance).toBeCloseTo(expected[i], 10);
        });
      }),
    );
  });

  it('is exact in whole numbers', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        for (const distance of distanceTransform(mask)) {
          if (distance !== Infinity) expect(distance).toBe(Math.sqrt(Math.round(distance * distance)));
        }
      }),
    );
  });

  it('is infinite without background, and empty for an empty map', () => {
    expect(Array.from(distanceTransform(map([[1, 1]])))).toEqual([Infinity, Infinity]);
    expect(distanceTransform({ data: new Uint8Array(0), width: 0, height: 3 })).toHaveLength(0);
  });

  it('names what is wrong', () => {
    const mask = map([[0, 1]]);
    expect(() => distanceTransform({ ...mask, width: 3 })).toThrow(
      new DataError('distanceTransform: the mask has 2 values for 3×1 pixels. Give one value a pixel.'),
    );
    expect(() => distanceTransform(mask, { spacing: [0, 1] })).toThrow(OptionError);
    expect(() => distanceTransform(mask, { spacing: [1] as never })).toThrow('spacing has 1 numbers');
    expect(() => distanceTransform(mask, { spaceing: [1, 1] } as never)).toThrow('Did you mean "spacing"?');
    expect(() => signedDistanceTransform(mask, { form: 'soft' as never })).toThrow('"plain", "kervadec"');
  });
});

describe('signedDistanceTransform', () => {
  it('is negative inside, positive outside, and turns over with the mask', () => {
    fc.assert(
      fc.property(anyMask, anySpacing, (mask, spacing) => {
        const signed = signedDistanceTransform(mask, { spacing });
        const inverse = signedDistanceTransform(
          { ...mask, data: mask.data.map((value) => (value === 0 ? 1 : 0)) },
          { spacing },
        );
        signed.forEach((value, i) => {
          expect(value).toBe(inverse[i] === 0 ? 0 : -inverse[i]);
        });
        if (new Set(mask.data.map((value) => Math.min(value, 1))).size === 2) {
          signed.forEach((value, i) => {
            expect(value < 0).toBe(mask.data[i] !== 0);
          });
        }
      }),
    );
  });

  it('is 0 on the inner edge in the form of Kervadec', () => {
    expect(Array.from(signedDistanceTransform(map([[0, 0, 1, 1, 1]]), { form: 'kervadec' }))).toEqual([
      2, 1, 0, -1, -2,
    ]);
  });

  it('is 0 where there is no boundary', () => {
    expect(Array.from(signedDistanceTransform(map([[1, 1]])))).toEqual([0, 0]);
    expect(Array.from(signedDistanceTransform(map([[0, 0]]), { form: 'kervadec' }))).toEqual([0, 0]);
  });
});
