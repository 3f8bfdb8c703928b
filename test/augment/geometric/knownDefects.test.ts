import { afterEach, describe, expect, it, vi } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import { joinMoves } from '../../../src/augment/moves/joinMoves.js';
import { labelCodedSample, randomSample } from '../samples.js';

afterEach(() => void vi.restoreAllMocks());

const kinds = ['uint8', 'uint16', 'float32'] as const;

describe('zero strength of what warps', () => {
  const still: readonly augment.Transform[] = [
    augment.elastic({ strength: 0 }),
    augment.gridDistortion({ strength: 0 }),
    augment.gridWarp({ strength: 0 }),
    augment.opticalDistortion({ strength: 0 }),
    augment.opticalDistortion({ strength: 0, mode: 'fisheye' }),
    augment.thinPlateSpline({ strength: 0 }),
    augment.perspective({ strength: 0 }),
    augment.affine(),
    augment.affine({ fitOutput: true }),
    augment.rotate({ rotate: 0 }),
    augment.rotate({ rotate: 0, fitOutput: true }),
    augment.shiftScaleRotate({ shift: 0, scale: 1, rotate: 0 }),
    augment.randomScale({ scale: 1 }),
    augment.gridShuffle({ columns: 1, rows: 1 }),
    augment.letterbox({ width: 33, height: 47 }),
    augment.longestMaxSize({ side: 47 }),
    augment.smallestMaxSize({ side: 33 }),
    augment.randomResizedCrop({ width: 33, height: 47, scale: [1, 1], ratio: [33 / 47, 33 / 47] }),
  ] as readonly augment.Transform[];

  it.each(still.map((one) => [one.name, one] as const))('%s is the identity, bit for bit', (_, transform) => {
    for (const kind of kinds) {
      const sample = randomSample(33, 47, kind);
      expect(augment.applyTransform(transform, sample, { seed: 5 })).toEqual(sample);
    }
  });
});

describe('what other libraries get wrong', () => {
  it('every channel is filled, under distortions and perspective too', () => {
    const white = (sample: augment.Transform): number[] => {
      const image = { data: new Uint8Array(16 * 16 * 3).fill(10), width: 16, height: 16, channels: 3 };
      const { data } = augment.applyTransform(sample, { id: 'a', image, meta: {} }, { seed: 3 }).image;
      return Array.from(data);
    };
    const options = { fill: 255, interpolation: 'nearest' } as const;
    const transforms = [
      augment.elastic({ ...options, strength: 6, sigma: 4 }),
      augment.gridWarp({ ...options, strength: 0.4 }),
      augment.opticalDistortion({ ...options, strength: [2, 2] }),
      augment.thinPlateSpline({ ...options, strength: 0.3 }),
      augment.perspective({ ...options, strength: 0.3 }),
      augment.affine({ ...options, rotate: [30, 30] }),
    ] as augment.Transform[];
    for (const transform of transforms) {
      const values = white(transform);
      expect(values.filter((value) => value === 255).length, transform.name).toBeGreaterThan(0);
      for (let i = 0; i < values.length; i += 3) {
        expect([10, 255], transform.name).toContain(values[i]);
        expect(values.slice(i, i + 3), transform.name).toEqual([values[i], values[i], values[i]]);
      }
    }
  });

  it('a quarter turn that fits its output is as large as the picture, and exact', () => {
    const sample = labelCodedSample(33, 47);
    const turned = augment.applyTransform(
      augment.affine({ rotate: [90, 90], fitOutput: true }) as augment.Transform,
      sample,
    );
    expect([turned.image.width, turned.image.height]).toEqual([47, 33]);
    expect(turned.mask).toEqual(augment.rotate90().apply({ turns: 1 }, sample).mask);
  });

  it('the two axes of elastic fields know nothing of each other, nor of other edges', () => {
    const size = { width: 24, height: 24 };
    const transform = augment.elastic();
    const pairs = { axes: [] as number[][], seam: [] as number[][] };
    for (let noise = 0; noise < 300; noise++) {
      const [move] = transform.moves?.({ noise, strength: 1, sigma: 4, maskFill: 0 }, size) ?? [];
      const { x, y } = move.field?.() ?? { x: [], y: [] };
      pairs.axes.push([x[12 * 24 + 12], y[12 * 24 + 12]]);
      pairs.seam.push([x[23 * 24 + 12], y[12]]); // the last row of one, and the first of the other
    }
    for (const list of Object.values(pairs)) {
      const sum = (f: (pair: readonly number[]) => number): number => list.reduce((total, pair) => total + f(pair), 0);
      const correlation = sum(([a, b]) => a * b) / Math.sqrt(sum(([a]) => a * a) * sum(([, b]) => b * b));
      expect(Math.abs(correlation)).toBeLessThan(0.2); // of 300 pairs: 3.5 standard deviations
    }
  });

  it('ranges of whole numbers are drawn from, each number equally likely', () => {
    const sizes = Array.from({ length: 300 }, (_, seed) => {
      return augment.drawParams(augment.boxBlur({ size: [3, 7] }), labelCodedSample(4, 4), { seed }).size;
    });
    for (const size of [3, 5, 7]) {
      const count = sizes.filter((drawn) => drawn === size).length;
      expect(count).toBeGreaterThan(65);
      expect(count).toBeLessThan(135);
    }
  });

  it.each([7, 13, 31])('masks that grow or shrink to %i get no label that was not there', (side) => {
    const sample = labelCodedSample(11, 11);
    const known = new Set(sample.mask?.data);
    for (const transform of [
      augment.resize({ width: side, height: side }),
      augment.randomResizedCrop({ width: side, height: side }),
      augment.letterbox({ width: side, height: side, maskFill: sample.mask?.data[0] }),
      augment.longestMaxSize({ side }),
    ]) {
      const { mask } = augment.applyTransform(transform as augment.Transform, sample);
      expect(
        Array.from(mask?.data ?? []).every((label) => known.has(label)),
        transform.name,
      ).toBe(true);
    }
  });

  it('noise neither uses nor reseeds randomness that others use', () => {
    const spy = vi.spyOn(Math, 'random');
    const noisy = augment.compose([
      augment.gaussianNoise(),
      augment.saltAndPepper(),
      augment.elastic(),
      augment.rain(),
    ]);
    augment.applyTransform(noisy, labelCodedSample(20, 20));
    expect(spy).not.toHaveBeenCalled();
  });
});

describe('fusing', () => {
  const half = (x: number): augment.Transform =>
    augment.affine({ translate: { x: [x / 16, x / 16], y: 0 }, border: 'replicate' }) as augment.Transform;

  it('makes one resampling of neighbouring warps, crops and flips', () => {
    const list = [
      augment.rotate({ rotate: [20, 20] }),
      augment.horizontalFlip({ probability: 1 }),
      augment.affine({ scale: [1.2, 1.2] }),
      augment.randomCrop({ width: 8, height: 8 }),
    ] as augment.Transform[];
    const sample = randomSample(16, 16, 'uint8');
    let size = { width: 16, height: 16 };
    const moves = list.flatMap((transform) => {
      const made = transform.moves?.(augment.drawParams(transform, sample), size) ?? [];
      size = made.at(-1)?.size ?? size;
      return made;
    });
    expect(moves.length).toBe(4);
    expect(joinMoves(moves, sample.image).length).toBe(1);
  });

  it('loses nothing where two warps undo each other; fuse: false resamples twice', () => {
    const sample = randomSample(16, 16, 'uint8');
    const list = [half(0.5), half(-0.5)];
    const fused = augment.applyTransform(augment.compose(list), sample);
    expect(fused).toEqual(sample);
    const apart = augment.applyTransform(augment.compose(list, { fuse: false }), sample);
    expect(apart.image).not.toEqual(sample.image);
    expect(apart).toEqual(augment.applyTransform(list[1], augment.applyTransform(list[0], sample)));
  });

  it('gives the same levels in one table as one by one', () => {
    const list = [augment.brightnessContrast(), augment.gamma(), augment.posterize()] as augment.Transform[];
    const sample = randomSample(16, 16, 'uint16');
    const fused = augment.applyTransform(augment.compose(list), sample, { seed: 2 });
    expect(fused).toEqual(augment.applyTransform(augment.compose(list, { fuse: false }), sample, { seed: 2 }));
  });
});
