import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foregroundCrop } from '../../src/augment/geometric/sizes/foregroundCrop.js';
import { countClasses } from '../../src/data/countClasses.js';
import { arrayDataset, type Dataset, subset } from '../../src/data/dataset.js';
import { loader } from '../../src/data/loader.js';
import { classBalancedSampler } from '../../src/data/samplers/classBalancedSampler.js';
import { foregroundSampler } from '../../src/data/samplers/foregroundSampler.js';
import { type Sampler, type SamplerPick, sampleOrder } from '../../src/data/samplers/sampler.js';
import { shuffleSampler } from '../../src/data/samplers/shuffleSampler.js';
import { weightedSampler } from '../../src/data/samplers/weightedSampler.js';
import { plainDataset } from './samples.js';

const order = (
  sampler: Sampler,
  dataset: Dataset,
  { epoch = 1, seed = 0 }: { epoch?: number; seed?: number } = {},
): number[] =>
  Array.from(sampler.order(epoch, seed, dataset, 4), (pick: number | SamplerPick) =>
    typeof pick === 'number' ? pick : pick.index,
  );

const share = (picks: readonly number[], index: number): number =>
  picks.filter((pick) => pick === index).length / picks.length;

/** Masks of these labels, one a sample. */
function masked(labels: readonly (readonly number[])[], info: object = {}): Dataset {
  const image = { data: new Uint8Array(4), width: 4, height: 1, channels: 1 };
  const samples = labels.map((data, i) => ({
    id: `s${i}`,
    image,
    mask: { data: Uint8Array.from(data), width: 4, height: 1 },
    meta: {},
  }));
  return arrayDataset(samples, { task: 'multiclass', classes: 3, ignoreIndex: 255, ...info });
}

describe('every sampler', () => {
  const dataset = masked([
    [0, 0, 0, 1],
    [0, 0, 1, 2],
    [0, 1, 1, 1],
    [0, 0, 0, 1],
  ]);
  const samplers = async (): Promise<Sampler[]> => [
    shuffleSampler(),
    weightedSampler({ weights: [1, 2, 3, 4] }),
    weightedSampler({ weights: [1, 2, 3, 4], replacement: false }),
    classBalancedSampler(await countClasses(dataset)),
    foregroundSampler(),
    foregroundSampler({
      choose: 'byChance',
      sampler: weightedSampler({ weights: { s0: 1, s1: 1, s2: 1, s3: 1 }, length: 9 }),
    }),
  ];

  it('is a pure function of seed and epoch, has the length it says, and options that are JSON', async () => {
    for (const sampler of await samplers()) {
      const epochs = [1, 2, 3, 4, 5, 6].map((epoch) => order(sampler, dataset, { epoch }));
      expect(epochs, sampler.name).toEqual([1, 2, 3, 4, 5, 6].map((epoch) => order(sampler, dataset, { epoch })));
      expect(new Set(epochs.map(String)).size, sampler.name).toBeGreaterThan(1);
      const seeds = [1, 2, 3, 4, 5, 6].map((seed) => order(sampler, dataset, { seed }));
      expect(new Set(seeds.map(String)).size, sampler.name).toBeGreaterThan(1);
      for (const picks of epochs) expect(picks, sampler.name).toHaveLength(sampler.length(dataset));
      expect(JSON.parse(JSON.stringify(sampler.options)), sampler.name).toEqual(sampler.options);
    }
  });

  it('gives each repetition draws of its own', () => {
    const sampler: Sampler = {
      name: 'own',
      options: {},
      length: () => 4,
      order: () => [{ index: 1, meta: { a: 1 } }, { index: 0 }, { index: 1 }, { index: 1 }],
    };
    expect(sampleOrder(sampler, 1, 0, plainDataset(['x', 'y']), 2)).toEqual([
      { index: 1, drawId: 'y', meta: { a: 1 } },
      { index: 0, drawId: 'x' },
      { index: 1, drawId: 'y#1' },
      { index: 1, drawId: 'y#2' },
    ]);
  });

  it('is held to what it says', () => {
    const sampler = (picks: readonly number[]): Sampler => ({
      name: 'own',
      options: {},
      length: () => 1,
      order: () => picks,
    });
    const read = (picks: readonly number[]) => () => sampleOrder(sampler(picks), 1, 0, plainDataset(2), 2);
    expect(read([0, 1])).toThrow('own: order gave 2 samples, length says 1');
    expect(read([2])).toThrow('own: there is no sample 2 in a data set of 2');
    expect(read([0.5])).toThrow('own: there is no sample 0.5');
  });
});

describe('weightedSampler', () => {
  it('draws in proportion to the weights', () => {
    const dataset = plainDataset(['a', 'b', 'c', 'd']);
    const picks = order(weightedSampler({ weights: [1, 0, 3, 4], length: 8000 }), dataset);
    // Four standard deviations of a share p over 8000 draws are at most 0.0224.
    for (const [index, expected] of [1 / 8, 0, 3 / 8, 4 / 8].entries()) {
      expect(Math.abs(share(picks, index) - expected)).toBeLessThan(expected === 0 ? 1e-9 : 0.0224);
    }
    const byId = weightedSampler({ weights: { d: 4, c: 3, b: 0, a: 1 }, length: 8000 });
    expect(order(byId, dataset)).toEqual(picks);
    expect(order(byId, subset(dataset, [3, 1])).every((index) => index === 0)).toBe(true);
  });

  it('draws each once without replacement, the heavy ones first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        (weights, seed) => {
          const picks = order(weightedSampler({ weights, replacement: false }), plainDataset(weights.length), { seed });
          expect([...picks].sort((a, b) => a - b)).toEqual(weights.map((_, index) => index));
        },
      ),
    );
    const dataset = plainDataset(3);
    const sampler = weightedSampler({ weights: [1, 2, 7], replacement: false, length: 2 });
    const runs = Array.from({ length: 4000 }, (_, epoch) => order(sampler, dataset, { epoch }));
    const firsts = runs.map(([first]) => first);
    for (const [index, expected] of [0.1, 0.2, 0.7].entries()) {
      expect(Math.abs(share(firsts, index) - expected)).toBeLessThan(0.032); // four standard deviations of 4000 draws
    }
    // The second is drawn by weight among the other two: P(2, 0) = 0.7 · 1/3.
    const afterHeavy = runs.filter(([first]) => first === 2).map(([, second]) => second);
    expect(Math.abs(share(afterHeavy, 0) - 1 / 3)).toBeLessThan(0.036);
    for (const [first, second] of runs) expect(first).not.toBe(second);
  });

  it('refuses weights that do not fit', () => {
    const dataset = plainDataset(['a', 'b']);
    expect(() => weightedSampler({ weights: [1, -1] })).toThrow('weights is -1');
    expect(() => weightedSampler({ weights: [1, Number.NaN] })).toThrow('weights is NaN');
    expect(() => order(weightedSampler({ weights: [1] }), dataset)).toThrow('there are 1 weights for 2 samples');
    expect(() => order(weightedSampler({ weights: { a: 1 } }), dataset)).toThrow('there is no weight for "b"');
    expect(() => order(weightedSampler({ weights: [0, 0] }), dataset)).toThrow('all weights are 0');
    expect(() => order(weightedSampler({ weights: [1, 0], replacement: false }), dataset)).toThrow(
      '2 samples are asked for, but only 1 have a weight above 0',
    );
    expect(() => weightedSampler({ weights: [1], size: 3 } as never)).toThrow('unknown option "size"');
  });
});

describe('countClasses', () => {
  it('counts label maps, ignored pixels left out', async () => {
    const dataset = masked([
      [0, 0, 2, 255],
      [1, 1, 1, 1],
    ]);
    const counts = await countClasses(dataset);
    expect(counts).toEqual({
      classes: 3,
      ids: ['s0', 's1'],
      pixels: [
        [2, 0, 1],
        [0, 4, 0],
      ],
    });
    expect(JSON.parse(JSON.stringify(counts))).toEqual(counts);
    const binary = masked([[0, 1, 1, 255]], { task: 'binary', classes: 1 });
    expect((await countClasses(binary)).pixels).toEqual([[1, 2]]);
    const unknown = masked([[0, 6, 6, 255]], { task: undefined, classes: undefined });
    expect((await countClasses(unknown)).pixels).toEqual([[1, 0, 0, 0, 0, 0, 2]]);
  });

  it('counts channels', async () => {
    const image = { data: new Uint8Array(2), width: 2, height: 1, channels: 1 };
    const mask = { data: Uint8Array.of(1, 0, 1, 1, 0, 1), width: 2, height: 1, channels: 3 };
    const dataset = arrayDataset([{ id: 'a', image, mask, meta: {} }], { task: 'multilabel', classes: 3 });
    expect((await countClasses(dataset)).pixels).toEqual([[2, 0, 2]]);
  });

  it('names samples that cannot be counted, or leaves them out', async () => {
    const dataset = masked([
      [0, 0, 0, 0],
      [0, 7, 0, 0],
    ]);
    await expect(countClasses(dataset)).rejects.toMatchObject({
      message: expect.stringContaining('"s1" has the label 7'),
      id: 's1',
      stage: 'countClasses',
    });
    expect((await countClasses(dataset, { onError: 'skip' })).ids).toEqual(['s0']);
    const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
    await expect(countClasses(arrayDataset([{ id: 'a', image, meta: {} }]))).rejects.toThrow('"a" has no mask');
    await expect(countClasses(dataset, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('classBalancedSampler', () => {
  // Class 1 in 8 samples, class 2 in one.
  const dataset = masked([...Array.from({ length: 8 }, () => [0, 0, 1, 1]), [0, 0, 2, 255], [0, 0, 0, 0]]);

  it('shows each class as often as the others', async () => {
    const counts = await countClasses(dataset);
    const picks = order(classBalancedSampler(counts, { classes: [1, 2], length: 4000 }), dataset);
    expect(Math.abs(share(picks, 8) - 0.5)).toBeLessThan(0.032);
    expect(share(picks, 9)).toBe(0);
    for (let i = 0; i < 8; i++) expect(Math.abs(share(picks, i) - 1 / 16)).toBeLessThan(0.0154);
    // The background is in all ten: it takes a third of the draws.
    const all = order(classBalancedSampler(counts, { length: 4000 }), dataset);
    expect(Math.abs(share(all, 9) - 1 / 30)).toBeLessThan(0.0114);
    const twoPixels = classBalancedSampler(counts, { classes: [1, 2], minPixels: 2, length: 200 });
    expect(share(order(twoPixels, dataset), 8)).toBe(0);
  });

  it('uses the counts of the whole set for a part of it', async () => {
    const counts = JSON.parse(JSON.stringify(await countClasses(dataset)));
    const part = subset(dataset, [8, 3]);
    const picks = order(classBalancedSampler(counts, { classes: [1, 2], length: 1000 }), part);
    expect(Math.abs(share(picks, 0) - 0.5)).toBeLessThan(0.064);
  });

  it('refuses what cannot be', async () => {
    const counts = await countClasses(subset(dataset, [0, 1]));
    expect(() => order(classBalancedSampler(counts), dataset)).toThrow('"s2", "s3", "s4" and 5 more were not counted');
    expect(() => classBalancedSampler(counts, { classes: [3] })).toThrow('there is no class 3. Classes are 0 … 2.');
    expect(() => classBalancedSampler(counts, { classes: [] })).toThrow('classes is empty');
    expect(() => order(classBalancedSampler(counts, { classes: [2] }), subset(dataset, [0]))).toThrow(
      'no sample has 1 pixels',
    );
  });
});

describe('foregroundSampler', () => {
  const forced = (sampler: Sampler, batchSize: number, length = 24): boolean[] =>
    Array.from(
      sampler.order(1, 0, plainDataset(length), batchSize) as readonly SamplerPick[],
      ({ meta }) => meta?.foreground as boolean,
    );

  it('forces the last third of each batch, as nnU-Net does', () => {
    // not sample_idx < round(batch_size * (1 - 0.33)), with Python's round
    const first: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 3, 5: 3, 6: 4, 8: 5, 12: 8 };
    for (const [size, start] of Object.entries(first)) {
      const places = forced(foregroundSampler(), Number(size));
      expect(places, size).toEqual(places.map((_, place) => place % Number(size) >= start));
    }
    expect(forced(foregroundSampler({ fraction: 0.5 }), 3).slice(0, 3)).toEqual([false, false, true]); // round(1.5) = 2
    expect(forced(foregroundSampler({ fraction: 0.5 }), 5).slice(0, 5)).toEqual([false, false, true, true, true]); // round(2.5) = 2
    expect(forced(foregroundSampler({ fraction: 0 }), 4)).not.toContain(true);
    expect(forced(foregroundSampler({ fraction: 1 }), 4)).not.toContain(false);
  });

  it('or a share by chance', () => {
    const places = forced(foregroundSampler({ choose: 'byChance' }), 4, 4000);
    expect(Math.abs(places.filter(Boolean).length / 4000 - 0.33)).toBeLessThan(0.03);
  });

  it('keeps the order of another sampler', () => {
    const sampler = weightedSampler({ weights: { s0: 1, s1: 3 }, length: 10 });
    expect(order(foregroundSampler({ sampler }), plainDataset(2))).toEqual(order(sampler, plainDataset(2)));
    expect(order(foregroundSampler(), plainDataset(9))).toEqual(order(shuffleSampler(), plainDataset(9)));
    expect(() => foregroundSampler({ fraction: 33 })).toThrow('fraction is 33');
  });
});

describe('samplers in the loader', () => {
  it('decide what a batch holds, show foreground in its last third, and augment each repetition anew', async () => {
    const image = { data: Uint8Array.from({ length: 400 }, (_, i) => i % 256), width: 20, height: 20, channels: 1 };
    const mask = { data: new Uint8Array(400), width: 20, height: 20 };
    mask.data[399] = 1;
    const dataset = arrayDataset([{ id: 'a', image, mask, meta: {} }], { task: 'binary', classes: 1 });
    const sampler = foregroundSampler({ sampler: weightedSampler({ weights: [1], length: 6 }) });
    const batches = loader(dataset, { batchSize: 3, sampler, augment: foregroundCrop({ width: 4, height: 4 }) });
    expect(batches.length).toBe(2);
    const corners: number[] = [];
    for await (const { ids, x, y } of batches.epoch(1)) {
      expect(ids).toEqual(['a', 'a', 'a']);
      for (let n = 0; n < 3; n++) corners.push(x.data[n * 16]);
      expect(y?.data.subarray(32, 48).includes(1), 'the last of three').toBe(true);
    }
    expect(new Set(corners.filter((_, place) => place % 3 < 2)).size).toBeGreaterThan(1);
  });
});
