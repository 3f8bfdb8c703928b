import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Sample } from '../../src/data/sample.js';
import { labelCodedSample, randomSample } from './samples.js';

const { compose, drawParams, inverse } = augment;

/** Transforms that lose nothing: they are undone exactly. */
const exact: readonly augment.Transform[] = [
  augment.horizontalFlip({ probability: 1 }),
  augment.verticalFlip(),
  augment.transpose(),
  augment.rotate90(),
  augment.d4(),
  augment.padIfNeeded({ minWidth: 40, minHeight: 33, position: 'bottomRight' }),
  augment.padToMultiple({ multiple: 16, border: 'reflect' }),
  augment.rotate({ rotate: [90, 90], fitOutput: true }),
  augment.affine({ scale: [1, 1] }),
  augment.gamma(),
  compose([augment.d4(), augment.padToMultiple({ multiple: 32 }), augment.withProbability(0.5, augment.transpose())]),
  compose([augment.rotate90(), augment.oneOf([augment.d4(), augment.verticalFlip()])], { fuse: false }),
];

const seed = fc.nat();
const side = fc.integer({ min: 1, max: 40 });

describe('inverse', () => {
  it('undoes exactly what is exact, for samples, pictures and masks', () =>
    fc.assert(
      fc.property(fc.constantFrom(...exact), side, side, seed, (transform, width, height, key) => {
        const sample: Sample = {
          ...labelCodedSample(width, height),
          keypoints: [{ x: 1.5, y: 0.25 }],
          boxes: [{ x: 1, y: 2, width: 3, height: 4 }],
        };
        const params = drawParams(transform, sample, { seed: key });
        const moved = transform.apply(params, sample);
        const back = inverse(transform, params, sample.image);
        if (transform.name !== 'gamma') expect(back(moved)).toEqual(sample);
        if (transform.name !== 'gamma') expect(back(moved.image)).toEqual(sample.image);
        expect(back(moved.mask!)).toEqual(sample.mask);
      }),
      { numRuns: 300 },
    ));

  it('brings crops back to their place, and fills in what is not known', () =>
    fc.assert(
      fc.property(side, side, seed, (width, height, key) => {
        const sample = labelCodedSample(width, height);
        const size = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
        const pipeline = compose([augment.horizontalFlip(), augment.randomCrop(size), augment.d4()]);
        const params = drawParams(pipeline, sample, { seed: key });
        const back = inverse(pipeline, params, sample.image, { maskFill: 255 })(pipeline.apply(params, sample));
        let known = 0;
        back.mask!.data.forEach((label, i) => {
          if (label === 255) return;
          known++;
          expect(label).toBe(sample.mask!.data[i]);
        });
        expect(known).toBe(size.width * size.height);
      }),
    ));

  it('brings warped pictures back within what resampling costs, and points to a millionth', () =>
    fc.assert(
      fc.property(seed, fc.integer({ min: 30, max: 90 }), fc.integer({ min: 30, max: 90 }), (key, width, height) => {
        // A smooth picture survives two resamplings.
        const data = Float32Array.from(
          { length: width * height },
          (_, i) => Math.cos((i % width) / 9) + Math.sin(Math.floor(i / width) / 7),
        );
        const image = { data, width, height, channels: 1 };
        const keypoints = [{ x: width / 3, y: height / 2 }];
        const sample: Sample = { id: 'smooth', image, keypoints, meta: {} };
        const pipeline = compose([
          augment.affine({ scale: [0.8, 1.3], rotate: 40, shear: 8, translate: 0.05 }),
          augment.perspective({ strength: 0.05 }),
          augment.horizontalFlip(),
        ]);
        const params = drawParams(pipeline, sample, { seed: key });
        const back = inverse(pipeline, params, image);
        const result = back(pipeline.apply(params, sample));
        const known = back(pipeline.apply(params, { ...sample, image: { ...image, data: data.map(() => 1) } })).image;
        let worst = 0;
        let count = 0;
        known.data.forEach((share, i) => {
          if (share < 0.9999) return;
          count++;
          worst = Math.max(worst, Math.abs(result.image.data[i] - data[i]));
        });
        expect(count).toBeGreaterThan(0.2 * width * height);
        expect(worst).toBeLessThan(0.02);
        expect(result.keypoints![0].x).toBeCloseTo(keypoints[0].x, 6);
        expect(result.keypoints![0].y).toBeCloseTo(keypoints[0].y, 6);
      }),
      { numRuns: 60 },
    ));

  it('undoes changes of size', () => {
    const sample = randomSample(20, 14, 'uint8');
    const pipeline = compose([
      augment.letterbox({ width: 64, height: 64 }),
      augment.horizontalFlip({ probability: 1 }),
    ]);
    const params = drawParams(pipeline, sample);
    const moved = pipeline.apply(params, sample);
    const back = inverse(pipeline, params, sample.image)(moved);
    expect(back.mask).toEqual(sample.mask); // each label was enlarged, so that its middle comes back
    expect([back.image.width, back.image.height]).toEqual([20, 14]);
  });

  it('refuses what it cannot undo', () => {
    const sample = labelCodedSample(9, 9);
    for (const transform of [augment.elastic(), augment.gridShuffle(), compose([augment.thinPlateSpline()])]) {
      const params = drawParams(transform as augment.Transform, sample);
      expect(() => inverse(transform as augment.Transform, params, sample.image)).toThrow('cannot be undone. Flips');
    }
    const flip = augment.horizontalFlip();
    expect(() => inverse(flip, { flip: true }, sample.image, { filling: 0 } as object)).toThrow('unknown option');
  });
});
