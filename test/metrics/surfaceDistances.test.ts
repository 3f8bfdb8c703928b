import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/core/errors.js';
import { averageSurfaceDistance } from '../../src/metrics/averageSurfaceDistance.js';
import { hausdorffDistance } from '../../src/metrics/hausdorffDistance.js';
import { surfaceDice } from '../../src/metrics/surfaceDice.js';
import { surfaceDistances } from '../../src/metrics/surfaceDistances.js';
import type { LabelMap } from '../../src/raster/labelMap.js';
import { maskEdges } from '../../src/raster/maskEdges.js';

const row = (...data: number[]): LabelMap => ({ data: Uint8Array.from(data), width: data.length, height: 1 });

const anyPair = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 })).chain(([width, height]) => {
  const mask = fc
    .array(fc.constantFrom(0, 0, 1), { minLength: width * height, maxLength: width * height })
    .map((values): LabelMap => ({ data: Uint8Array.from(values), width, height }));
  return fc.tuple(mask, mask);
});
const anySpacing = fc.tuple(fc.constantFrom(1, 0.5, 3), fc.constantFrom(1, 2, 0.7));

/** Every edge pixel against every other. */
function bruteForce(from: LabelMap, to: LabelMap, [rowSize, columnSize]: readonly [number, number]): number[] {
  const places = (mask: LabelMap): [number, number][] =>
    [...maskEdges(mask).entries()]
      .filter(([, edge]) => edge === 1)
      .map(([i]) => [Math.floor(i / mask.width) * rowSize, (i % mask.width) * columnSize]);
  return places(from).map(([y, x]) => Math.min(...places(to).map(([v, u]) => Math.hypot(y - v, x - u))));
}

describe('surfaceDistances', () => {
  it('agree with brute force', () => {
    fc.assert(
      fc.property(anyPair, anySpacing, ([yTrue, yPred], spacing) => {
        const { toTruth, toPrediction } = surfaceDistances(yTrue, yPred, { spacing });
        const expected = [bruteForce(yPred, yTrue, spacing), bruteForce(yTrue, yPred, spacing)];
        [toTruth, toPrediction].forEach((distances, i) => {
          expect(distances).toHaveLength(expected[i].length);
          distances.forEach((distance, j) => {
            if (expected[i][j] === Infinity) expect(distance).toBe(Infinity);
            else expect(distance).toBeCloseTo(expected[i][j], 10);
          });
        });
      }),
    );
  });

  it('give symmetric scores within their bounds, and perfect ones for equal masks', () => {
    fc.assert(
      fc.property(anyPair, anySpacing, ([a, b], spacing) => {
        const [there, back] = [surfaceDistances(a, b, { spacing }), surfaceDistances(b, a, { spacing })];
        for (const percentile of [100, 95, 50]) {
          expect(hausdorffDistance(there, { percentile })).toBe(hausdorffDistance(back, { percentile }));
        }
        expect(hausdorffDistance(there, { direction: 'toTruth' })).toBe(
          hausdorffDistance(back, { direction: 'toPrediction' }),
        );
        expect(averageSurfaceDistance(there)).toEqual(averageSurfaceDistance(back));
        expect(surfaceDice(there, 1)).toBe(surfaceDice(back, 1));
        if (there.toTruth.length === 0 || there.toPrediction.length === 0) return;
        expect(averageSurfaceDistance(there)).toBeLessThanOrEqual(hausdorffDistance(there));
        expect(hausdorffDistance(there, { percentile: 95 })).toBeLessThanOrEqual(hausdorffDistance(there));
        expect(surfaceDice(there, hausdorffDistance(there))).toBe(1);
        const same = surfaceDistances(a, a, { spacing });
        expect([hausdorffDistance(same), averageSurfaceDistance(same), surfaceDice(same, 0)]).toEqual([0, 0, 1]);
      }),
    );
  });

  it('compare the masks of one label', () => {
    const [a, b] = [row(1, 2, 2, 0), row(2, 0, 0, 2)];
    expect(surfaceDistances(a, b, { label: 2 })).toEqual({
      toTruth: Float64Array.of(1, 1),
      toPrediction: Float64Array.of(1, 1),
    });
  });

  it('know empty masks', () => {
    const nothing = surfaceDistances(row(0, 0), row(0, 0));
    const missed = surfaceDistances(row(1, 1), row(0, 0));
    for (const direction of ['both', 'toTruth', 'toPrediction'] as const) {
      expect(hausdorffDistance(nothing, { direction })).toBeNaN();
      expect(averageSurfaceDistance(nothing, { direction })).toBeNaN();
      expect(hausdorffDistance(missed, { direction, percentile: 95 })).toBe(Infinity);
      expect(averageSurfaceDistance(missed, { direction })).toBe(Infinity);
    }
    expect(surfaceDice(nothing, 1)).toBeNaN();
    expect(surfaceDice(missed, 1)).toBe(0);
  });

  it('have percentiles between the sorted distances', () => {
    const distances = surfaceDistances(row(1, 0, 0, 0, 0), row(1, 1, 1, 1, 1)); // to the truth: 0, 1, 2, 3, 4
    expect(hausdorffDistance(distances, { percentile: 95 })).toBeCloseTo(3.8, 12);
    expect(hausdorffDistance(distances, { percentile: 0 })).toBe(0);
    expect(averageSurfaceDistance(distances, { direction: 'toTruth' })).toBe(2);
    expect(averageSurfaceDistance(distances)).toBe(10 / 6);
  });

  it('name what is wrong', () => {
    expect(() => surfaceDistances(row(1, 0), row(1, 0, 0))).toThrow(
      new ShapeError('surfaceDistances: yPred is 1×3 where yTrue is 1×2 (rows × columns). Give maps of one size.', {
        expected: [1, 2],
        actual: [1, 3],
      }),
    );
    const distances = surfaceDistances(row(1), row(1));
    expect(() => hausdorffDistance(distances, { percentile: 0.95, direction: 'up' as never })).toThrow(
      'direction is "up"',
    );
    expect(() => hausdorffDistance(distances, { percentile: 101 })).toThrow('percentile is 101');
    expect(() => surfaceDice(distances, -1)).toThrow('tolerance is -1');
    expect(() => averageSurfaceDistance(distances, { directions: 'both' } as never)).toThrow(
      'Did you mean "direction"?',
    );
  });
});
