import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../src/core/errors.js';
import {
  decodeCocoPolygons,
  decodeCocoRle,
  type LabelMap,
  type Polygon,
  rasterizePolygons,
} from '../../src/raster/index.js';
import { cocoCases } from './cocoPolygonCases.js';

const show = ({ data, width }: LabelMap): string[] =>
  Array.from({ length: data.length / width }, (_, row) => data.slice(row * width, (row + 1) * width).join(''));

describe('rasterizePolygons', () => {
  it('fills pixels whose centers are inside', () => {
    const diamond: Polygon = [
      [3, 0.5],
      [5.5, 3],
      [3, 5.5],
      [0.5, 3],
    ];
    expect(show(rasterizePolygons([diamond], { width: 7, height: 7 }))).toEqual([
      '0000000',
      '0001000',
      '0011100',
      '0111110',
      '0011100',
      '0001000',
      '0000000',
    ]);
  });

  it('counts the first pixel from its center, or from its corner', () => {
    const square: Polygon = [
      [0.6, 0.6],
      [2.4, 0.6],
      [2.4, 2.4],
      [0.6, 2.4],
    ];
    expect(show(rasterizePolygons([square], { width: 4, height: 4 }))).toEqual(['0000', '0110', '0110', '0000']);
    const cornered = rasterizePolygons([square], { width: 4, height: 4, origin: 'corner' });
    expect(show(cornered)).toEqual(['0000', '0100', '0000', '0000']);
  });

  it('cuts holes by the even-odd rule, and unites by the other one', () => {
    const box = (from: number, to: number): Polygon => [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
    ];
    const rings = [box(-0.5, 4.5), box(0.5, 3.5)];
    const grid = { width: 5, height: 5 };
    expect(show(rasterizePolygons(rings, grid))).toEqual(['11111', '10001', '10001', '10001', '11111']);
    expect(show(rasterizePolygons(rings, { ...grid, rule: 'nonZero' }))).toEqual(Array(5).fill('11111'));
    const turned = [rings[0], rings[1].toReversed()];
    expect(show(rasterizePolygons(turned, { ...grid, rule: 'nonZero' }))[2]).toBe('10001');
    const bowTie: Polygon = [
      [-0.5, -0.5],
      [4.5, 4.5],
      [4.5, -0.5],
      [-0.5, 4.5],
    ];
    expect(show(rasterizePolygons([bowTie], grid))[0]).toBe('00001');
  });

  it('gives centers on a line to the right and below', () => {
    const square: Polygon = [
      [1, 1],
      [3, 1],
      [3, 3],
      [1, 3],
    ];
    expect(show(rasterizePolygons([square], { width: 5, height: 5 }))).toEqual([
      '00000',
      '01100',
      '01100',
      '00000',
      '00000',
    ]);
  });

  it('decides exactly where rounding would not', () => {
    // The center (1, 1) is on the line from (-9e7, -9e7) to (9e7, 9e7), and one rounding beside it on the others.
    const under = (shift: number): Polygon => [
      [-9e7, -9e7 + shift],
      [9e7, 9e7 + shift],
      [-9e7, 9e7],
    ];
    const at = (shift: number): number => rasterizePolygons([under(shift)], { width: 3, height: 3 }).data[4];
    const [above, on, below] = [2 ** -26, 0, -(2 ** -26)].map(at);
    expect([above, on, below]).toEqual([0, 0, 1]);
  });

  const polygon = fc.array(
    fc.tuple(fc.double({ min: -8, max: 20, noNaN: true }), fc.double({ min: -8, max: 20, noNaN: true })),
    {
      minLength: 3,
      maxLength: 7,
    },
  );

  it('agrees with counting crossings to the left of each center', () => {
    fc.assert(
      fc.property(polygon, (points) => {
        const mask = rasterizePolygons([points], { width: 12, height: 9 });
        for (let y = 0; y < 9; y++) {
          for (let x = 0; x < 12; x++) {
            let crossings = 0;
            let isNear = false;
            points.forEach(([x0, y0], i) => {
              const [x1, y1] = points[(i + 1) % points.length];
              if (y0 <= y === y1 <= y) return;
              const crossing = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
              if (Math.abs(crossing - x) < 1e-9) isNear = true;
              if (crossing <= x) crossings++;
            });
            if (!isNear) expect(mask.data[y * 12 + x]).toBe(crossings % 2);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('shares every pixel out once among polygons with common edges', () => {
    const point = fc.double({ min: 0.1, max: 9.9, noNaN: true });
    fc.assert(
      fc.property(point, point, (x, y) => {
        // Four triangles round a point fill the square between them.
        const corners: Polygon = [
          [-1, -1],
          [11, -1],
          [11, 11],
          [-1, 11],
        ];
        const sum = new Uint8Array(100);
        corners.forEach((corner, i) => {
          const triangle: Polygon = [corner, corners[(i + 1) % 4], [x, y]];
          const { data } = rasterizePolygons([triangle], { width: 10, height: 10 });
          for (let k = 0; k < 100; k++) sum[k] += data[k];
        });
        expect([...sum]).toEqual(Array(100).fill(1));
      }),
    );
  });

  it('refuses what is no polygon', () => {
    const grid = { width: 2, height: 2 };
    expect(() =>
      rasterizePolygons(
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
        grid,
      ),
    ).toThrow('rasterizePolygons: a polygon has 2 points. It needs three or more, each [x, y].');
    for (const bad of [[0, Number.NaN], [1e9, 0], [1], ['1', 2], null]) {
      const polygons = [[[0, 0], [1, 0], bad]] as unknown as Polygon[];
      expect(() => rasterizePolygons(polygons, grid)).toThrow(DataError);
      expect(() => rasterizePolygons(polygons, grid)).toThrow('point 3 of a polygon is ');
    }
    expect(() => rasterizePolygons([], { width: 0, height: 2 })).toThrow(OptionError);
    expect(() => rasterizePolygons([], { ...grid, rule: 'odd' as 'evenOdd' })).toThrow('rule is "odd"');
  });
});

describe('decodeCocoPolygons', () => {
  it.each(cocoCases)('fills $polygon.length numbers in $size as the COCO API does', ({ size, polygon, counts }) => {
    const [height, width] = size;
    const mask = decodeCocoPolygons([polygon], { width, height });
    expect([...mask.data]).toEqual([...decodeCocoRle({ size, counts }).data]);
  });

  it('unites the parts of an object', () => {
    const parts = [
      [0, 0, 2, 0, 2, 2, 0, 2],
      [1, 0, 3, 0, 3, 2, 1, 2],
    ];
    expect(show(decodeCocoPolygons(parts, { width: 4, height: 2 }))).toEqual(['1110', '1110']);
  });

  it('is the same wherever the polygon begins, and in time that far corners do not change', () => {
    const far = [-9e7, -9e7, 9e7, -8e7, 9e7, 9e7, 5, 5];
    const first = decodeCocoPolygons([far], { width: 30, height: 20 });
    const turned = decodeCocoPolygons([[...far.slice(2), ...far.slice(0, 2)]], { width: 30, height: 20 });
    expect(turned).toEqual(first);
  });

  it('gives pixels or says what is wrong, whatever it gets', () => {
    const anything = fc.array(fc.oneof(fc.double(), fc.integer(), fc.constant('x'), fc.constant(null)));
    fc.assert(
      fc.property(anything, (polygon) => {
        try {
          const { data } = decodeCocoPolygons([polygon as number[]], { width: 5, height: 4 });
          expect(data.every((label) => label === 0 || label === 1)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
    );
    expect(() => decodeCocoPolygons([[1, 2, 3]], { width: 5, height: 4 })).toThrow(
      'decodeCocoPolygons: a polygon is 3 numbers. It is a list of x and y in turn.',
    );
  });
});
