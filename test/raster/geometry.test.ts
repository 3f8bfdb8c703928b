import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundingBox,
  centerCropPixels,
  cropPixels,
  d4Elements,
  d4Pixels,
  fitLongestSide,
  fitShortestSide,
  flipHorizontal,
  flipVertical,
  type LabelMap,
  letterboxPixels,
  nearestIndexes,
  padPixels,
  padPixelsIfNeeded,
  padPixelsToMultiple,
  type Raster,
  resizeImage,
  resizeLabels,
  rotatePixels,
  transposePixels,
} from '../../src/raster/index.js';
import { labelMaps, rasters } from './arbitraries.js';

const mask: LabelMap = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2 };
const image: Raster = { data: Uint8Array.of(10, 11, 20, 21, 30, 31, 40, 41), width: 2, height: 2, channels: 2 };

describe('d4Pixels, flips and turns', () => {
  it('gives the values drawn by hand', () => {
    const of = (element: (typeof d4Elements)[number]): number[] => [...d4Pixels(mask, element).data];
    expect(of('e')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(of('h')).toEqual([3, 2, 1, 6, 5, 4]);
    expect(of('v')).toEqual([4, 5, 6, 1, 2, 3]);
    expect(of('r90')).toEqual([3, 6, 2, 5, 1, 4]);
    expect(of('r180')).toEqual([6, 5, 4, 3, 2, 1]);
    expect(of('r270')).toEqual([4, 1, 5, 2, 6, 3]);
    expect(of('t')).toEqual([1, 4, 2, 5, 3, 6]);
    expect(of('hvt')).toEqual([6, 3, 5, 2, 4, 1]);
    expect([...flipHorizontal(image).data]).toEqual([20, 21, 10, 11, 40, 41, 30, 31]);
  });

  it('never shares memory with what it was given', () => {
    for (const element of d4Elements) expect(d4Pixels(mask, element).data.buffer).not.toBe(mask.data.buffer);
  });

  it('undoes itself', () => {
    fc.assert(
      fc.property(fc.oneof(labelMaps(), rasters), fc.integer({ min: -9, max: 9 }), (grid, turns) => {
        expect(flipHorizontal(flipHorizontal(grid))).toEqual(grid);
        expect(flipVertical(flipVertical(grid))).toEqual(grid);
        expect(transposePixels(transposePixels(grid))).toEqual(grid);
        expect(rotatePixels(rotatePixels(grid, turns), -turns)).toEqual(grid);
        expect(rotatePixels(rotatePixels(grid))).toEqual(flipVertical(flipHorizontal(grid)));
      }),
    );
  });

  it('turns pictures wider than a block of columns', () => {
    const wide: Raster = { data: Uint8Array.from({ length: 600 }, (_, i) => i), width: 200, height: 1, channels: 3 };
    expect([...flipHorizontal(wide).data.slice(0, 6)]).toEqual([
      597 & 255,
      598 & 255,
      599 & 255,
      594 & 255,
      595 & 255,
      596 & 255,
    ]);
    expect(rotatePixels(rotatePixels(wide, 1), 3)).toEqual(wide);
  });

  it('refuses what is no element, no turn, no picture', () => {
    expect(() => d4Pixels(mask, 'r45' as 'r90')).toThrow('d4Pixels: element is "r45". Use one of "e", "r90"');
    expect(() => rotatePixels(mask, 0.5)).toThrow('rotatePixels: turns is 0.5. It must be a whole number.');
    expect(() => flipVertical({ ...mask, width: 4 })).toThrow('d4Pixels: 6 values for 2×4×1 pixels.');
    expect(() => flipVertical({ ...mask, width: 0 })).toThrow('Sizes are whole numbers from 1');
  });
});

describe('cropPixels', () => {
  it('cuts out what is asked for', () => {
    expect(cropPixels(mask, { x: 1, y: 0, width: 2, height: 2 })).toEqual({
      data: Uint8Array.of(2, 3, 5, 6),
      width: 2,
      height: 2,
    });
    expect([...cropPixels(image, { x: 1, y: 1, width: 1, height: 1 }).data]).toEqual([40, 41]);
    expect([...centerCropPixels(mask, { width: 1, height: 1 }).data]).toEqual([2]);
  });

  it('refuses to leave the picture', () => {
    expect(() => cropPixels(mask, { x: 2, y: 0, width: 2, height: 1 })).toThrow(
      'cropPixels: 2×1 at (2, 0) reaches out of 3×2 pixels. Pad first (padPixelsIfNeeded) or take a smaller rectangle.',
    );
    expect(() => centerCropPixels(mask, { width: 4, height: 1 })).toThrow('reaches out of 3×2');
    expect(() => cropPixels(mask, { x: -1, y: 0, width: 1, height: 1 })).toThrow('x is -1');
    expect(() => cropPixels(mask, { x: 0, y: 0, width: 0, height: 1 })).toThrow('width is 0');
    expect(() => cropPixels(mask, { x: 0, y: 0, width: 1, height: 1, w: 1 } as never)).toThrow('unknown option "w"');
  });

  it('undoes padPixels, under every border', () => {
    const amounts = fc.record({ top: fc.nat(30), bottom: fc.nat(30), left: fc.nat(30), right: fc.nat(30) });
    const borders = fc.constantFrom('constant', 'replicate', 'reflect', 'reflect101', 'wrap');
    fc.assert(
      fc.property(fc.oneof(labelMaps(), rasters), amounts, borders, (grid, padding, border) => {
        const padded = padPixels(grid, { ...padding, border, fill: 3 });
        expect(padded.width).toBe(padding.left + grid.width + padding.right);
        const { width, height } = grid;
        expect(cropPixels(padded, { x: padding.left, y: padding.top, width, height })).toEqual(grid);
      }),
    );
  });
});

describe('padPixels', () => {
  const row: LabelMap = { data: Uint8Array.of(1, 2, 3, 4), width: 4, height: 1 };
  it('continues the picture as each border says', () => {
    const padded = (border: 'replicate' | 'reflect' | 'reflect101' | 'wrap'): number[] => [
      ...padPixels(row, { left: 3, right: 3, border }).data,
    ];
    expect(padded('replicate')).toEqual([1, 1, 1, 1, 2, 3, 4, 4, 4, 4]);
    expect(padded('reflect')).toEqual([3, 2, 1, 1, 2, 3, 4, 4, 3, 2]);
    expect(padded('reflect101')).toEqual([4, 3, 2, 1, 2, 3, 4, 3, 2, 1]);
    expect(padded('wrap')).toEqual([2, 3, 4, 1, 2, 3, 4, 1, 2, 3]);
  });

  it('fills every channel, and does not guess a class for a mask', () => {
    expect([...padPixels(image, { bottom: 1, fill: [7, 8] }).data.slice(8)]).toEqual([7, 8, 7, 8]);
    expect([...padPixels(image, { bottom: 1 }).data.slice(8)]).toEqual([0, 0, 0, 0]);
    expect(() => padPixels(mask, { top: 1 })).toThrow(
      'padPixels: a label map needs a fill, since 0 is a class. Give the ignore index',
    );
    expect(() => padPixels(mask, { top: 1, fill: 256 })).toThrow('fill 256 does not fit into Uint8 pixels');
    expect(() => padPixels(image, { top: 1, fill: [1, 2, 3] })).toThrow('fill has 3 values for 2 channels');
    expect(() => padPixels(mask, { top: -1, fill: 0 })).toThrow('top is -1');
    expect(() => padPixels(mask, { top: 1, border: 'mirror' as 'wrap' })).toThrow('border is "mirror"');
  });

  it('pads to a least size and to multiples', () => {
    expect(padPixelsIfNeeded(mask, { minWidth: 2, minHeight: 5, fill: 9 })).toMatchObject({ width: 3, height: 5 });
    expect([...padPixelsToMultiple(row, { multiple: 3, fill: 9, position: 'bottomRight' }).data.slice(12)]).toEqual([
      9, 9, 1, 2, 3, 4,
    ]);
    expect(() => padPixelsToMultiple(row, { multiple: 0, fill: 0 })).toThrow('multiple is 0');
  });
});

describe('resizeImage and resizeLabels', () => {
  it('gives back the same numbers at the same size', () => {
    const ways = fc.constantFrom('bilinear', 'bicubic', 'area', 'nearest');
    fc.assert(
      fc.property(rasters, ways, (raster, interpolation) => {
        const { width, height } = raster;
        const same = resizeImage(raster, { width, height, interpolation });
        expect(same).toEqual(raster);
        expect(same.data.buffer).not.toBe(raster.data.buffer);
      }),
    );
  });

  it('keeps an even picture even, one axis left as it is included', () => {
    const ways = fc.constantFrom('bilinear', 'bicubic', 'area', 'nearest');
    const sizes = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(
        sizes,
        sizes,
        ways,
        fc.constantFrom(1, 3, 4),
        fc.nat(255),
        (from, to, interpolation, channels, value) => {
          const data = new Uint8Array(from.width * from.height * channels).fill(value);
          const resized = resizeImage({ data, ...from, channels }, { ...to, interpolation });
          expect(resized.data.every((other) => other === value)).toBe(true);
          expect(resized).toMatchObject({ ...to, channels });
        },
      ),
    );
  });

  it('flips and resizes in either order', () => {
    fc.assert(
      fc.property(
        rasters,
        fc.constantFrom('bilinear', 'bicubic', 'area'),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (raster, interpolation, width, height) => {
          const first = resizeImage(flipVertical(raster), { width, height, interpolation });
          const then = flipVertical(resizeImage(raster, { width, height, interpolation }));
          const largest = Math.max(...Array.from(first.data, (value, i) => Math.abs(value - then.data[i])));
          expect(largest).toBeLessThanOrEqual(1); // sums are taken in another order
        },
      ),
    );
  });

  it('averages areas of its own accord where a picture becomes smaller, and else the two nearest pixels', () => {
    const row: Raster = { data: Uint8Array.of(0, 0, 0, 90, 0, 0, 0, 10), width: 8, height: 1, channels: 1 };
    expect([...resizeImage(row, { width: 2, height: 1 }).data]).toEqual([23, 3]); // means 22.5 and 2.5
    expect([...resizeImage(row, { width: 2, height: 1, interpolation: 'bilinear' }).data]).toEqual([0, 0]);
    const wide = resizeImage(row, { width: 16, height: 1 });
    expect(wide).toEqual(resizeImage(row, { width: 16, height: 1, interpolation: 'bilinear' }));
  });

  it('leaves float32 unrounded, and clamps what bicubic overshoots', () => {
    const step = Float32Array.of(0, 0, 1, 1);
    expect([...resizeImage({ data: step, width: 4, height: 1, channels: 1 }, { width: 2, height: 1 }).data]).toEqual([
      0, 1,
    ]);
    const float = resizeImage(
      { data: step, width: 4, height: 1, channels: 1 },
      { width: 8, height: 1, interpolation: 'bicubic' },
    );
    expect(Math.max(...float.data)).toBeGreaterThan(1);
    const bytes = Uint8Array.of(0, 0, 255, 255);
    const eight = resizeImage(
      { data: bytes, width: 4, height: 1, channels: 1 },
      { width: 8, height: 1, interpolation: 'bicubic' },
    );
    expect(Math.max(...eight.data)).toBe(255);
    expect(Math.min(...eight.data)).toBe(0);
  });

  it('takes labels by the whole-number rule, and invents none', () => {
    fc.assert(
      fc.property(
        labelMaps(),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (labels, width, height) => {
          const resized = resizeLabels(labels, { width, height });
          const known = new Set(labels.data);
          expect(resized.data.every((label) => known.has(label))).toBe(true);
          const rows = nearestIndexes(labels.height, height);
          const columns = nearestIndexes(labels.width, width);
          const x = width >> 1;
          const y = height >> 1;
          expect(resized.data[y * width + x]).toBe(labels.data[rows[y] * labels.width + columns[x]]);
        },
      ),
    );
    const two: LabelMap = { data: Int32Array.of(70000, -1), width: 2, height: 1 };
    expect(resizeLabels(two, { width: 3, height: 2 }).data).toEqual(Int32Array.of(70000, -1, -1, 70000, -1, -1));
  });

  it('refuses sizes that are none', () => {
    expect(() => resizeImage(image, { width: 0, height: 4 })).toThrow('resizeImage: width is 0.');
    expect(() => resizeImage(image, { width: 4, height: 2.5 })).toThrow('height is 2.5');
    expect(() => resizeLabels(mask, { width: Number.NaN, height: 4 })).toThrow('resizeLabels: width is NaN');
    expect(() => resizeImage(image, { width: 4, height: 4, interpolation: 'cubic' as 'bicubic' })).toThrow(
      'interpolation is',
    );
  });
});

describe('letterboxPixels, fitLongestSide, fitShortestSide, boundingBox', () => {
  it('keeps proportions and fills the bars', () => {
    const boxed = letterboxPixels(mask, { width: 6, height: 6, fill: 255 });
    expect([...boxed.data.slice(0, 6)]).toEqual(new Array(6).fill(255));
    expect([...boxed.data.slice(6, 12)]).toEqual([1, 1, 2, 2, 3, 3]);
    expect(() => letterboxPixels(mask, { width: 6, height: 6 })).toThrow('a label map needs a fill');
  });

  it('rounds to the nearest, and to one pixel at least', () => {
    expect(fitLongestSide({ width: 1000, height: 3 }, 100)).toEqual({ width: 100, height: 1 });
    expect(fitShortestSide({ width: 33, height: 47 }, 24)).toEqual({ width: 24, height: 34 });
    expect(() => fitLongestSide({ width: 3, height: 3 }, 0)).toThrow('fitLongestSide: side is 0');
  });

  it('finds one label, any label, or nothing', () => {
    const labels: LabelMap = { data: Uint8Array.of(0, 2, 0, 0, 0, 1, 0, 0, 0), width: 3, height: 3 };
    expect(boundingBox(labels)).toEqual({ x: 1, y: 0, width: 2, height: 2 });
    expect(boundingBox(labels, 1)).toEqual({ x: 2, y: 1, width: 1, height: 1 });
    expect(boundingBox(labels, 7)).toBeUndefined();
  });
});
