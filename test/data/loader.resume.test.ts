import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Batch } from '../../src/data/batch.js';
import { subset } from '../../src/data/dataset.js';
import { toArray } from '../../src/data/generators.js';
import { type LoaderOptions, loader } from '../../src/data/loader.js';
import type { Sampler } from '../../src/data/samplers/sampler.js';
import { plainDataset, slowDataset } from './samples.js';

/** The first half of the data set, each sample twice, and says which time it is. */
const twice: Sampler = {
  name: 'twice',
  options: { of: 'half' },
  length: (dataset) => Math.floor(dataset.length / 2) * 2,
  order: (_epoch, _seed, dataset) =>
    Array.from({ length: Math.floor(dataset.length / 2) * 2 }, (_, i) => ({ index: i >> 1, meta: { time: i & 1 } })),
};

const anew = augment.compose([augment.horizontalFlip(), augment.brightnessContrast()]);

const contents = (batches: readonly Batch[]): unknown =>
  batches.map(({ ids, x, y }) => [ids, [...x.data], y && [...y.data]]);

describe('an epoch from a batch on', () => {
  it('gives the rest of the epoch, and reads nothing before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          length: fc.integer({ min: 1, max: 24 }),
          batchSize: fc.integer({ min: 1, max: 7 }),
          shuffle: fc.boolean(),
          dropLast: fc.boolean(),
          seed: fc.integer(),
          epoch: fc.nat(9),
          prefetch: fc.nat(3),
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async ({ length, epoch, ...options }, place) => {
          const dataset = slowDataset(length);
          const batches = loader(dataset, { ...options, augment: anew });
          const whole = await toArray(batches.epoch(epoch));
          expect(whole).toHaveLength(batches.length);
          const fromBatch = Math.round(place * batches.length);
          dataset.counts.read = 0;
          const rest = await toArray(batches.epoch(epoch, { fromBatch }));
          expect(contents(rest)).toEqual(contents(whole.slice(fromBatch)));
          expect(dataset.counts.read).toBe(rest.flatMap(({ ids }) => ids).length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('begins within the epoch', () => {
    const batches = loader(plainDataset(5), { batchSize: 2 });
    expect(() => batches.epoch(1, { fromBatch: 4 })).toThrow('epoch: fromBatch is 4. It must be a whole number from 0');
    expect(() => batches.epoch(1, { from: 4 } as object)).toThrow('epoch: unknown option "from"');
  });
});

describe('the state of a loader', () => {
  const dataset = plainDataset(6);
  const stateOf = (options: LoaderOptions, data = dataset): string => JSON.stringify(loader(data, options).state());

  it('is the same for the same batches', () => {
    const options = { batchSize: 2, shuffle: true, seed: 3, size: 4, augment: augment.horizontalFlip() };
    expect(stateOf(options)).toBe(stateOf({ ...options, size: { width: 4, height: 4 } }));
    expect(stateOf({ ...options, concurrency: 9, prefetch: 0, onError: 'skip' })).toBe(stateOf(options));
    expect(JSON.parse(stateOf(options))).toEqual({
      samples: 6,
      ids: expect.stringMatching(/^[0-9a-f]{32}$/),
      batchSize: 2,
      shuffle: true,
      seed: 3,
      dropLast: false,
      size: { width: 4, height: 4 },
      sampler: null,
      augment: { name: 'horizontalFlip', options: { probability: 0.5 } },
      mix: null,
      preprocessing: {},
    });
  });

  it('differs with whatever changes them', () => {
    const states = [
      ...[{}, { batchSize: 3 }, { shuffle: true }, { seed: 1 }, { seed: '1' }, { size: 8 }, { dropLast: true }],
      { mix: augment.cutMix() },
      ...[{ augment: augment.d4() }, { augment: augment.horizontalFlip() }, { preprocessing: { mean: 0.5 } }],
      { sampler: twice },
    ].map((options) => stateOf(options));
    states.push(stateOf({}, plainDataset(7)), stateOf({}, subset(dataset, [1, 0, 2, 3, 4, 5])));
    expect(new Set(states).size).toBe(states.length);
  });
});

describe('a sampler', () => {
  it('decides the samples, and repetitions are augmented anew', async () => {
    const dataset = slowDataset(32);
    const sampled = loader(dataset, { sampler: twice, batchSize: 4, augment: anew });
    expect(sampled.length).toBe(8);
    const batches = await toArray(sampled.epoch(1));
    expect(batches[0].ids).toEqual([0, 0, 1, 1].map((i) => dataset.ids[i]));
    const pixels = batches.flatMap(({ x, ids }) =>
      ids.map((_, i) => x.data.slice((i * x.data.length) / ids.length, ((i + 1) * x.data.length) / ids.length)),
    );
    const unlike = pixels.filter((picture, i) => i % 2 === 1 && `${picture}` !== `${pixels[i - 1]}`);
    expect(unlike.length).toBe(16);
    const plain = await toArray(loader(dataset, { batchSize: 1, augment: anew }).epoch(1));
    expect(plain[3].x.data).toEqual(pixels[6]); // the first time it comes, it is as without a sampler
  });

  it('tells transforms what it knows', async () => {
    const times: unknown[] = [];
    const listen: augment.Transform = {
      name: 'listen',
      options: {},
      sample: (_draw, context) => times.push(context.sample().meta.time),
      apply: (_params, sample) => sample,
    };
    await toArray(loader(plainDataset(4), { sampler: twice, augment: listen, concurrency: 1 }).epoch(1));
    expect(times).toEqual([0, 1, 0, 1]);
  });

  it('stands in the place of shuffle', () => {
    expect(() => loader(plainDataset(4), { sampler: twice, shuffle: true })).toThrow('Leave out one.');
  });
});
