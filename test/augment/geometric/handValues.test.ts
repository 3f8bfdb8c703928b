import { describe, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import type { Sample } from '../../../src/data/sample.js';
import { movePlace } from '../../../src/raster/matrix.js';
import type { Field } from '../../../src/raster/warp/warpJob.js';
import { labelCodedSample } from '../samples.js';

/** A float32 picture whose values are its columns, or its rows: what comes out says where it came from. */
function ramp(width: number, height: number, axis: 'x' | 'y' = 'x'): Sample {
  const data = Float32Array.from({ length: width * height }, (_, i) =>
    axis === 'x' ? i % width : Math.floor(i / width),
  );
  return { id: 'ramp', image: { data, width, height, channels: 1 }, meta: {} };
}

const labels = (width: number, height: number, values: readonly number[]): Sample => ({
  id: 'labels',
  image: { data: Uint8Array.from(values), width, height, channels: 1 },
  mask: { data: Uint8Array.from(values), width, height },
  meta: {},
});

const valuesOf = ({ image }: Sample): number[] => Array.from(image.data);

function fieldOf<P>(transform: augment.Transform<P>, params: P, width: number, height: number): Field {
  return transform.moves?.(params, { width, height })[0].field?.() as Field;
}

const close = (actual: ArrayLike<number>, expected: readonly number[]): void =>
  Array.from(actual).forEach((value, i) => void expect(value).toBeCloseTo(expected[i], 5));

describe('hand values of distortions', () => {
  it('gridDistortion is straight between its lines', () => {
    const grid = augment.gridDistortion({ steps: 2, border: 'replicate' });
    const params = { columns: [0, 0.6, 1], rows: [0, 0.5, 1], maskFill: 0 };
    close(valuesOf(grid.apply(params, ramp(5, 1))), [0, 1.2, 2.4, 3.2, 4]);
    const upright = { columns: params.rows, rows: params.columns, maskFill: 0 };
    close(valuesOf(grid.apply(upright, ramp(1, 5, 'y'))), [0, 1.2, 2.4, 3.2, 4]);
  });

  it('opticalDistortion grows by 1 + k·r² + k·r⁴ for cameras, and by 1 + k·r² for fisheyes', () => {
    const camera = augment.opticalDistortion({ border: 'replicate' });
    // r² is (1/5)² and (2/5)².
    const [near, far] = [1 + 0.04 + 0.0016, 2 * (1 + 0.16 + 0.0256)];
    const field = fieldOf(camera, { k: 1, maskFill: 0 }, 5, 1);
    close(field.x, [2 - far, 1 - near, 0, near - 1, far - 2]);
    close(valuesOf(camera.apply({ k: 1, maskFill: 0 }, ramp(5, 1))), [0, 2 - near, 2, 2 + near, 4]);
    const fisheye = augment.opticalDistortion({ mode: 'fisheye', border: 'replicate' });
    close(fieldOf(fisheye, { k: -0.4, maskFill: 0 }, 5, 1).x, [0.8, 0.1, 0, -0.1, -0.8]);
  });

  it('thinPlateSpline sends its points where they are to go, and moves everything by what all of them share', () => {
    const spline = augment.thinPlateSpline({ points: 3 });
    const zeros = Array.from({ length: 9 }, () => 0);
    const all = fieldOf(spline, { x: zeros.map(() => 0.1), y: zeros.map(() => -0.2), maskFill: 0 }, 9, 9);
    close(
      all.x,
      Array.from({ length: 81 }, () => 0.9),
    );
    close(
      all.y,
      Array.from({ length: 81 }, () => -1.8),
    );
    const middle = fieldOf(spline, { x: zeros.map((_, i) => (i === 4 ? 0.08 : 0)), y: zeros, maskFill: 0 }, 9, 9);
    // The nine points lie on columns and rows 0, 4 and 8.
    const points = [0, 4, 8].flatMap((row) => [0, 4, 8].map((column) => middle.x[row * 9 + column]));
    close(
      points,
      zeros.map((_, i) => (i === 4 ? 0.72 : 0)),
    );
  });

  it('gridWarp moves whole pixels by its nodes', () => {
    const warp = augment.gridWarp({ columns: 1, rows: 1 });
    const one = [1, 1, 1, 1];
    const moved = warp.apply({ x: one, y: [0, 0, 0, 0], maskFill: 9 }, labels(3, 2, [1, 2, 3, 4, 5, 6]));
    expect(valuesOf(moved)).toEqual([2, 3, 0, 5, 6, 0]);
    expect(Array.from(moved.mask?.data ?? [])).toEqual([2, 3, 9, 5, 6, 9]);
  });

  it('elastic moves by the standard deviation that is asked for, smoothly', () => {
    const field = fieldOf(augment.elastic(), { noise: 5, strength: 6, sigma: 8, maskFill: 0 }, 256, 256);
    for (const values of [field.x, field.y]) {
      const rms = Math.hypot(...values) / 256;
      expect(rms).toBeGreaterThan(4.8);
      expect(rms).toBeLessThan(7.2);
      // Neighbours of a field that was smoothed by 8 pixels differ by about strength / 8 / √2.
      const steps = Array.from(values, (value, i) => (i % 256 === 0 ? 0 : value - values[i - 1]));
      expect(Math.hypot(...steps) / 256).toBeLessThan(0.8);
    }
  });
});

describe('hand values of warps and changes of size', () => {
  it('perspective sends corners where they are to go', () => {
    const transform = augment.perspective({ strength: 0.3 });
    const sample = labelCodedSample(20, 10);
    const params = augment.drawParams(transform, sample, { seed: 2 });
    const [{ matrix }] = transform.moves?.(params, sample.image) ?? [];
    params.from.forEach((place, i) => {
      const { x, y } = movePlace(matrix, place);
      expect(x).toBeCloseTo(params.to[i].x, 8);
      expect(y).toBeCloseTo(params.to[i].y, 8);
    });
    expect(params.from[0]).toEqual({ x: -0.5, y: -0.5 });
    expect(params.from[2]).toEqual({ x: 19.5, y: 9.5 });
    const shifted = { from: params.from, to: params.from.map(({ x, y }) => ({ x: x + 1, y })), maskFill: 7 };
    const moved = transform.apply(
      { ...shifted, from: params.from.map(({ x, y }) => ({ x: x / 10, y: y / 5 })), to: shifted.from },
      sample,
    );
    expect(moved.image.width).toBe(20);
    expect(Array.from(transform.apply(shifted, sample).mask?.data.subarray(0, 3) ?? [])).toEqual([
      7,
      ...Array.from(sample.mask?.data.subarray(0, 2) ?? []),
    ]);
  });

  it('shiftScaleRotate turns counter-clockwise, and is affine', () => {
    const still = { scaleX: 1, scaleY: 1, rotate: 0, shearX: 0, shearY: 0, translateX: 0, translateY: 0, maskFill: 8 };
    const transform = augment.shiftScaleRotate();
    const sample = labels(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(valuesOf(transform.apply({ ...still, rotate: 90 }, sample))).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    const right = transform.apply({ ...still, translateX: 1 }, sample);
    expect(valuesOf(right)).toEqual([0, 1, 2, 0, 4, 5, 0, 7, 8]);
    expect(Array.from(right.mask?.data ?? [])).toEqual([8, 1, 2, 8, 4, 5, 8, 7, 8]);
    const params = { ...still, rotate: 33, scaleX: 1.2, scaleY: 0.9, translateY: -0.5 };
    expect(transform.apply(params, sample)).toEqual(augment.affine().apply(params, sample));
  });

  it('gridShuffle shows the tiles that its order names, and moves points with them', () => {
    const shuffle = augment.gridShuffle({ columns: 2, rows: 1 });
    const sample = { ...labels(4, 2, [1, 2, 3, 4, 5, 6, 7, 8]), keypoints: [{ x: 0, y: 1 }] };
    const swapped = shuffle.apply({ order: [1, 0] }, sample);
    expect(valuesOf(swapped)).toEqual([3, 4, 1, 2, 7, 8, 5, 6]);
    expect(swapped.keypoints).toEqual([{ x: 2, y: 1 }]);
    // Tiles of unlike sizes stay apart: 5 columns in 2 tiles are 2 and 3.
    const drawn = augment.drawParams(augment.gridShuffle({ columns: 2, rows: 1 }), labelCodedSample(5, 2), { seed: 4 });
    expect(drawn.order).toEqual([0, 1]);
  });

  it('randomResizedCrop cuts within its ranges, and from the middle where nothing fits', () => {
    const transform = augment.randomResizedCrop({ width: 6, height: 4, scale: [0.25, 0.5], ratio: [0.5, 2] });
    const sample = labelCodedSample(40, 30);
    for (let seed = 0; seed < 50; seed++) {
      const box = augment.drawParams(transform, sample, { seed });
      expect((box.width * box.height) / 1200).toBeGreaterThan(0.2);
      expect((box.width * box.height) / 1200).toBeLessThan(0.55);
      expect(box.x + box.width).toBeLessThanOrEqual(40);
      expect(box.y + box.height).toBeLessThanOrEqual(30);
      const { image, mask } = transform.apply(box, sample);
      expect([image.width, image.height, mask?.width, mask?.height]).toEqual([6, 4, 6, 4]);
    }
    const wide = augment.randomResizedCrop({ width: 2, height: 2, scale: [1, 1], ratio: [1, 1] });
    expect(augment.drawParams(wide, labelCodedSample(30, 10))).toEqual({ x: 10, y: 0, width: 10, height: 10 });
    const halves = wide.apply({ x: 0, y: 0, width: 4, height: 4 }, ramp(4, 4));
    close(valuesOf(halves), [0.5, 2.5, 0.5, 2.5]);
  });

  it('cropNonEmptyMask shows the one pixel there is, and rare classes as often as common ones', () => {
    const data = new Uint8Array(30 * 20);
    data[7 * 30 + 22] = 3;
    const one: Sample = { ...labelCodedSample(30, 20), mask: { data, width: 30, height: 20 } };
    const transform = augment.cropNonEmptyMask({ width: 5, height: 4 });
    const places = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const { x, y } = augment.drawParams(transform, one, { seed });
      expect(x).toBeGreaterThanOrEqual(18);
      expect(x).toBeLessThanOrEqual(22);
      expect(y).toBeGreaterThanOrEqual(4);
      expect(y).toBeLessThanOrEqual(7);
      places.add(`${x} ${y}`);
    }
    expect(places.size).toBe(20); // every place that shows it
    data.fill(1, 0, 300);
    data[7 * 30 + 22] = 3;
    const single = augment.cropNonEmptyMask({ width: 1, height: 1 });
    const drawn = Array.from({ length: 400 }, (_, seed) => augment.drawParams(single, one, { seed }));
    const rare = drawn.filter(({ x, y }) => data[y * 30 + x] === 3).length;
    expect(rare).toBeGreaterThan(140);
    expect(rare).toBeLessThan(260);
  });

  it('letterbox keeps proportions and centres the picture', () => {
    const boxed = augment.letterbox({ width: 4, height: 4, fill: 9, maskFill: 7 });
    const sample = labels(4, 2, [1, 2, 3, 4, 5, 6, 7, 8]);
    const result = augment.applyTransform(boxed, sample);
    expect(valuesOf(result)).toEqual([9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]);
    expect(Array.from(result.mask?.data.subarray(0, 5) ?? [])).toEqual([7, 7, 7, 7, 1]);
    const smaller = augment.applyTransform(augment.letterbox({ width: 2, height: 2 }), sample);
    expect(valuesOf(smaller)).toEqual([4, 6, 0, 0]); // the means 3.5 and 5.5, rounded; 2×1 on top of the odd row
  });
});

describe('errors of geometric transforms', () => {
  const makers = new Map(Object.entries(augment) as [string, (options: object) => unknown][]);

  it.each([
    ['elastic', { strength: -1 }, 'elastic: strength'],
    ['elastic', { sigma: 0 }, 'elastic: sigma'],
    ['elastic', { alpha: 1 }, 'elastic: unknown option "alpha"'],
    ['gridDistortion', { steps: 0 }, 'gridDistortion: steps is 0'],
    ['gridDistortion', { strength: 1 }, 'gridDistortion: strength is 1'],
    ['gridDistortion', { distortLimit: 1 }, 'gridDistortion: unknown option "distortLimit"'],
    ['gridWarp', { columns: 1.5 }, 'gridWarp: columns is 1.5'],
    ['gridWarp', { strength: 0.6 }, 'gridWarp: strength is 0.6'],
    ['opticalDistortion', { mode: 'lens' }, 'opticalDistortion: mode is "lens". Use one of "camera", "fisheye"'],
    ['opticalDistortion', { strength: [1, 0] }, 'opticalDistortion: strength is [1,0]'],
    ['thinPlateSpline', { points: 1 }, 'thinPlateSpline: points is 1'],
    ['thinPlateSpline', { strength: 2 }, 'thinPlateSpline: strength is 2'],
    ['perspective', { strength: 0.5 }, 'perspective: strength is 0.5'],
    ['perspective', { border: 'black' }, 'perspective: border is "black". Use one of "constant"'],
    ['shiftScaleRotate', { scale: 0 }, 'shiftScaleRotate: scale'],
    ['shiftScaleRotate', { shear: 3 }, 'shiftScaleRotate: unknown option "shear"'],
    ['affine', { fitOutput: true, translate: 0.1 }, 'affine: translate has no effect with fitOutput'],
    ['affine', { shear: 90 }, 'affine: shear'],
    ['rotate', { border: 'reflect', fill: 3 }, 'rotate: fill has no effect under a reflect border'],
    ['gridShuffle', { rows: 0 }, 'gridShuffle: rows is 0'],
    ['randomResizedCrop', { width: 0, height: 4 }, 'randomResizedCrop: width is 0'],
    ['randomResizedCrop', { width: 4, height: 4, scale: [0.5, 2] }, 'randomResizedCrop: scale'],
    ['cropNonEmptyMask', { width: 4, height: 4, minForeground: 2 }, 'cropNonEmptyMask: minForeground is 2'],
    ['cropNonEmptyMask', { width: 4, height: 4, classes: [-1] }, 'cropNonEmptyMask: classes is -1'],
    ['letterbox', { width: 4 }, 'letterbox: height is undefined'],
    ['letterbox', { width: 4, height: 4, interpolation: 'cubic' }, 'letterbox: interpolation is "cubic"'],
    ['longestMaxSize', { side: [] }, 'longestMaxSize: side is []. Give a number of pixels, or several.'],
    ['smallestMaxSize', { side: 0 }, 'smallestMaxSize: side is 0'],
    ['randomScale', { scale: 0 }, 'randomScale: scale'],
    ['foregroundCrop', { width: 0, height: 2 }, 'foregroundCrop: width is 0'],
  ] as const)('%s(%j)', (name, options, message) => {
    expect(() => makers.get(name)?.(options)).toThrow(message);
  });

  it('name the sizes of a crop that does not fit', () => {
    const message = 'cropNonEmptyMask: 9×4 does not fit into a picture of 8×8. Put augment.padIfNeeded before it';
    const crop = augment.cropNonEmptyMask({ width: 9, height: 4 });
    expect(() => augment.applyTransform(crop, labelCodedSample(8, 8))).toThrow(message);
  });
});
