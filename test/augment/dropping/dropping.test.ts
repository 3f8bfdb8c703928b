import { describe, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import type { Sample } from '../../../src/data/sample.js';
import { cloneSample, randomSample } from '../samples.js';

const { applyTransform, drawParams } = augment;

/** A grey picture of nines with a mask of ones. */
function plain(width: number, height: number, channels = 1): Sample {
  return {
    id: 'plain',
    image: { data: new Uint8Array(width * height * channels).fill(9), width, height, channels },
    mask: { data: new Uint8Array(width * height).fill(1), width, height },
    weight: { data: new Float32Array(width * height).fill(2), width, height, channels: 1 },
    meta: {},
  };
}

const zeros = (data: ArrayLike<number>): number => Array.from(data).filter((value) => value === 0).length;

describe('what is dropped', () => {
  it('is as many holes of the asked-for size, wholly inside and everywhere alike', () => {
    const holes = augment.coarseDropout({ holes: [2, 4], width: [2, 5], height: 3, unit: 'pixels' });
    const counts = new Set<number>();
    const columns = new Array<number>(16).fill(0);
    for (let epoch = 0; epoch < 1500; epoch++) {
      const params = drawParams(holes, plain(20, 9), { epoch });
      counts.add(params.holes.length);
      for (const { x, y, width, height } of params.holes) {
        expect(width).toBeGreaterThanOrEqual(2);
        expect(width).toBeLessThanOrEqual(5);
        expect(height).toBe(3);
        expect(x + width).toBeLessThanOrEqual(20);
        expect(y + height).toBeLessThanOrEqual(9);
        if (width === 5) columns[x]++;
      }
    }
    expect([...counts].sort()).toEqual([2, 3, 4]);
    const mean = columns.reduce((a, b) => a + b) / 16;
    for (const count of columns) expect(Math.abs(count - mean)).toBeLessThan(5 * Math.sqrt(mean));
  });

  it('is a part of the sides by default, at least one pixel', () => {
    const half = augment.coarseDropout({ holes: 1, width: 0.5, height: 0.25 });
    const sample = plain(20, 8);
    expect(drawParams(half, sample).holes).toMatchObject([{ width: 10, height: 2 }]);
    const result = applyTransform(half, sample);
    expect(zeros(result.image.data)).toBe(20);
    expect(result.mask).toBe(sample.mask);
    expect(result.weight).toBe(sample.weight);
    expect(drawParams(augment.coarseDropout({ holes: 1, width: 0, height: 0 }), sample).holes).toMatchObject([
      { width: 1, height: 1 },
    ]);
  });

  it('is a grid, at the corners of its cells or moved within them', () => {
    const row = (options: augment.GridDropoutOptions, epoch = 0): number[] => [
      ...applyTransform(augment.gridDropout({ cell: 5, ...options }), plain(12, 1), { epoch }).image.data,
    ];
    expect(row({ ratio: 0.4, offset: 'topLeft' })).toEqual([0, 0, 9, 9, 9, 0, 0, 9, 9, 9, 0, 0]);
    expect(row({ ratio: 0, offset: 'topLeft' })).toEqual([0, 9, 9, 9, 9, 0, 9, 9, 9, 9, 0, 9]);
    expect(row({ ratio: 1, offset: 'topLeft' })).toEqual([0, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0]);
    const offsets = Array.from(
      { length: 200 },
      (_, epoch) => drawParams(augment.gridDropout({ cell: 5, ratio: 0.4 }), plain(12, 12), { epoch }).offsetX,
    );
    expect([...new Set(offsets)].sort()).toEqual([0, 1, 2, 3]);
    expect(drawParams(augment.gridDropout(), plain(90, 60)).cellWidth).toBe(6);
  });

  it('is whole objects, and their labels with them', () => {
    const mask = { data: Uint8Array.of(1, 0, 0, 2, 0, 1, 0, 0, 255, 0, 0, 1), width: 4, height: 3 };
    const image = { data: new Uint8Array(12).fill(9), width: 4, height: 3, channels: 1 };
    const sample: Sample = { id: 'a', image, mask, meta: {} };
    const drop = (options: augment.MaskDropoutOptions, epoch = 0): Sample =>
      applyTransform(augment.maskDropout(options), sample, { epoch, ignoreIndex: 255 });
    expect([...(drop({ objects: 9 }).mask?.data ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0]);
    expect([...drop({ objects: 9 }).image.data]).toEqual([0, 9, 9, 0, 9, 0, 9, 9, 9, 9, 9, 0]);
    const two = drop({ labels: [2], fill: 3, mask: 'ignoreIndex' });
    expect([...two.image.data]).toEqual([9, 9, 9, 3, 9, 9, 9, 9, 9, 9, 9, 9]);
    expect([...(two.mask?.data ?? [])]).toEqual([1, 0, 0, 255, 0, 1, 0, 0, 255, 0, 0, 1]);
    const left = new Set(Array.from({ length: 60 }, (_, epoch) => String(drop({ labels: [1] }, epoch).mask?.data)));
    expect(left).toEqual(new Set(['0,0,0,2,0,0,0,0,255,0,0,1', '1,0,0,2,0,1,0,0,255,0,0,0'])); // touches at a corner
    expect(drop({ labels: [7] })).toBe(sample);
    expect(drop({ objects: 0 })).toBe(sample);
  });

  it('is an object of any of K channels', () => {
    const mask = { data: Uint8Array.of(1, 0, 0, 1, 0, 0, 255, 255), width: 4, height: 1, channels: 2 };
    const image = { data: Uint8Array.of(9, 9, 9, 9), width: 4, height: 1, channels: 1 };
    const dropped = applyTransform(augment.maskDropout(), { id: 'a', image, mask, meta: {} }, { ignoreIndex: 255 });
    expect([...dropped.image.data]).toEqual([0, 0, 9, 9]);
    expect([...(dropped.mask?.data ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 255, 255]);
  });

  it('is single pixels at the asked-for rate, each as likely', () => {
    const hits = new Array<number>(50).fill(0);
    const drop = augment.pixelDropout({ rate: 0.2 });
    for (let epoch = 0; epoch < 2000; epoch++) {
      applyTransform(drop, plain(10, 5), { epoch }).image.data.forEach((value, i) => {
        if (value === 0) hits[i]++;
      });
    }
    for (const count of hits) expect(Math.abs(count - 400)).toBeLessThan(5 * Math.sqrt(400 * 0.8));
    const count = (rate: number): number =>
      zeros(applyTransform(augment.pixelDropout({ rate }), plain(10, 5)).image.data);
    expect([count(0), count(1)]).toEqual([0, 50]);
    const channels = applyTransform(augment.pixelDropout({ rate: 0.5, perChannel: true }), plain(100, 100, 3)).image
      .data;
    const whole = Array.from({ length: 10000 }, (_, i) => zeros(channels.subarray(i * 3, i * 3 + 3)));
    expect(Math.abs(whole.filter((dropped) => dropped === 3).length - 1250)).toBeLessThan(150);
    expect(Math.abs(whole.filter((dropped) => dropped === 0).length - 1250)).toBeLessThan(150);
  });
});

describe('dropped pixels', () => {
  const all = { holes: 1, width: 1, height: 1 };
  const fill = (value: augment.DropFill, sample: Sample): number[] => [
    ...applyTransform(augment.coarseDropout({ ...all, fill: value }), sample).image.data,
  ];

  it('become a number, a colour, the mean or noise', () => {
    const image = { data: Uint8Array.of(1, 2, 3, 4, 5, 9), width: 2, height: 1, channels: 3 };
    const sample: Sample = { id: 'a', image, meta: {} };
    expect(fill(7, sample)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(fill([7, 8, 9], sample)).toEqual([7, 8, 9, 7, 8, 9]);
    expect(fill('mean', sample)).toEqual([3, 4, 6, 3, 4, 6]);
    const noise = fill('noise', plain(64, 64));
    expect(new Set(noise).size).toBe(256);
    const float = { ...plain(64, 64), image: { data: new Float32Array(4096), width: 64, height: 64, channels: 1 } };
    const levels = fill('noise', float);
    expect(Math.max(...levels)).toBeLessThan(1);
    expect(Math.abs(levels.reduce((a, b) => a + b) / 4096 - 0.5)).toBeLessThan(0.03);
  });

  it('keep their label, lose it, or get another', () => {
    const labels = (mask: augment.DropMask, ignoreIndex?: number): number[] => {
      const key = ignoreIndex === undefined ? {} : { ignoreIndex };
      return [...(applyTransform(augment.coarseDropout({ ...all, mask }), plain(2, 1), key).mask?.data ?? [])];
    };
    expect(labels('keep')).toEqual([1, 1]);
    expect(labels('ignoreIndex', 255)).toEqual([255, 255]);
    expect(labels(0, 255)).toEqual([0, 0]);
    expect(() => labels('ignoreIndex')).toThrow('coarseDropout: mask is "ignoreIndex", but the data set has none.');
    expect(() => labels(-1)).toThrow('coarseDropout (mask): fill -1 does not fit into Uint8 pixels.');
  });
});

const every: readonly augment.Transform[] = [
  augment.coarseDropout({ fill: 'noise' }),
  augment.coarseDropout({ holes: 3, mask: 4 }),
  augment.gridDropout({ cell: [2, 6], mask: 'ignoreIndex' }),
  augment.pixelDropout({ rate: 0.3, fill: 'noise', mask: 3 }),
  augment.pixelDropout({ perChannel: true, fill: 1 }),
  augment.maskDropout({ objects: [1, 3], fill: 'mean' }),
];

describe('every dropping transform', () => {
  it('leaves its input as it was, can be replayed, and comes back from JSON', () => {
    for (const any of every) {
      for (const kind of ['uint8', 'uint16', 'float32'] as const) {
        for (const [width, height] of [
          [1, 1],
          [17, 9],
          [30, 41],
        ] as const) {
          const sample = randomSample(width, height, kind);
          const before = cloneSample(sample);
          const key = { seed: 3, epoch: 5, ignoreIndex: 9 };
          const result = applyTransform(any, sample, key);
          expect(sample).toEqual(before);
          const params = JSON.parse(JSON.stringify(drawParams(any, sample, key)));
          expect(any.apply(params, sample)).toEqual(result);
          const revived = augment.transformFromJson(JSON.parse(JSON.stringify(any)));
          expect(applyTransform(revived, sample, key)).toEqual(result);
          expect(JSON.stringify(revived)).toBe(JSON.stringify(any));
        }
      }
    }
  });

  it('says what is wrong', () => {
    expect(() => augment.coarseDropout({ width: 3 })).toThrow(
      'coarseDropout: width is 3. It must be a number from 0 to 1.',
    );
    expect(() => augment.coarseDropout({ width: 0.5, unit: 'pixels' })).toThrow('width is 0.5');
    expect(() => augment.coarseDropout({ holes: 1.5 })).toThrow('holes is 1.5');
    expect(() => augment.coarseDropout({ holes: [3, 1] })).toThrow('holes is [3,1]');
    expect(() => augment.coarseDropout({ fill: 'blue' as never })).toThrow('fill is "blue"');
    expect(() => augment.coarseDropout({ mask: 'drop' as never })).toThrow('mask is "drop"');
    expect(() => augment.gridDropout({ cell: 1 })).toThrow('gridDropout: cell is 1');
    expect(() => augment.pixelDropout({ rate: 2 })).toThrow('pixelDropout: rate is 2');
    expect(() => augment.pixelDropout({ perChannel: true, mask: 3 })).toThrow('Leave out mask, or perChannel.');
    expect(() => augment.maskDropout({ labels: [0.5] })).toThrow('maskDropout: labels is 0.5');
    expect(() => applyTransform(augment.maskDropout(), { ...plain(2, 2), mask: undefined as never })).toThrow(
      'maskDropout: sample "plain" has no mask to find objects in.',
    );
    expect(() => applyTransform(augment.coarseDropout({ fill: [1, 2] }), plain(4, 4))).toThrow(
      'coarseDropout: fill has 2 values for 1 channels.',
    );
  });
});
