import { describe, expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import { DataError } from '../../src/core/errors.js';
import type { Batch } from '../../src/data/batch.js';
import { arrayDataset, type Dataset } from '../../src/data/dataset.js';
import { toArray } from '../../src/data/generators.js';
import { type LoaderOptions, loader } from '../../src/data/loader.js';
import type { Sample } from '../../src/data/sample.js';
import { plainDataset, plainSample } from './samples.js';
import { drawnDataset } from './workers/drawnDataset.js';

const mix = augment.mixOneOf([
  augment.cutMix({ probability: 1 }),
  augment.mosaic({ probability: 1 }),
  augment.mixCompose([augment.copyPaste({ probability: 1, objects: 2 }), augment.cutMix()]),
]);
const always = augment.cutMix({ probability: 1, alpha: 50 });

const contents = (batches: readonly Batch[]): unknown =>
  batches.map(({ ids, x, y }) => [ids, x.shape, Buffer.from(x.data.buffer).toString('base64'), y && [...y.data]]);

async function epochOf(dataset: Dataset, options: LoaderOptions, epoch = 1): Promise<Batch[]> {
  const made = loader(dataset, options);
  const batches = await toArray(made.epoch(epoch));
  await made.close();
  return batches;
}

describe('a loader that mixes', () => {
  const dataset = drawnDataset({ length: 11 });
  const options = { batchSize: 4, shuffle: true, seed: 3, size: 10, augment: augment.d4({ keepSize: true }) } as const;

  it('gives the same bytes with any number of workers, with and without a recipe, read as one likes', async () => {
    const { recipe: _, ...here } = dataset;
    const expected = contents(await epochOf(dataset, { ...options, mix }));
    expect(contents(await epochOf(dataset, { ...options, mix, concurrency: 1, prefetch: 0 }))).toEqual(expected);
    expect(contents(await epochOf(dataset, { ...options, mix, workers: 2 }))).toEqual(expected);
    expect(contents(await epochOf(here, { ...options, mix, workers: 2 }))).toEqual(expected);
    expect(contents(await epochOf(dataset, options))).not.toEqual(expected);
    expect(contents(await epochOf(dataset, { ...options, mix }, 2))).not.toEqual(expected);
  });

  it('softens masks alike in every thread', async () => {
    const info = { ...dataset, task: 'multiclass', classes: 2 } as const;
    const soft = { ...options, mix: augment.mixUp() };
    const expected = await epochOf(info, soft);
    expect(expected[0].y?.shape).toEqual([4, 10, 10, 2]);
    expect(expected[0].y?.data).toBeInstanceOf(Float32Array);
    expect(contents(await epochOf(info, { ...soft, workers: 1 }))).toEqual(contents(expected));
  });

  it('mixes partners that were drawn, resized and augmented by keys of their own', async () => {
    const flip = augment.horizontalFlip();
    const batches = await epochOf(dataset, { batchSize: 1, mix: always, augment: flip, seed: 8 }, 4);
    const key = { seed: 8, epoch: 4 };
    for (const [index, batch] of batches.entries()) {
      const id = dataset.ids[index];
      const sample = augment.applyTransform(flip, await dataset.sample(index), key);
      const partners: Sample[] = [];
      for (const other of augment.drawPartners(always, id, { length: 11, own: index }, key)) {
        const read = await dataset.sample(other);
        partners.push(augment.applyTransform(flip, { ...read, id: `${read.id} in ${id}` }, key));
      }
      const mixed = augment.applyMix(always, sample, partners, key);
      expect(batch.ids).toEqual([id]);
      expect([...(batch.y?.data ?? [])]).toEqual([...(mixed.mask?.data ?? [])]);
      expect(Array.from(batch.x.data, (value) => Math.round(value * 255))).toEqual([...mixed.image.data]);
    }
  });

  it('mixes a sample anew each time that it comes', async () => {
    const sampler = { name: 'again', options: {}, length: () => 8, order: () => new Array<number>(8).fill(2) };
    const batches = await epochOf(dataset, { batchSize: 8, mix: always, sampler });
    expect(batches[0].ids).toEqual(new Array(8).fill('s2'));
    const one = batches[0].x.data.length / 8;
    const seen = new Set(
      Array.from({ length: 8 }, (_, i) => String(batches[0].x.data.subarray(i * one, (i + 1) * one))),
    );
    expect(seen.size).toBeGreaterThan(5);
  });

  it('names the partner that fails, and leaves the sample out where it is told to', async () => {
    const samples = ['a', 'b'].map((id) => plainSample(id));
    const broken: Dataset = {
      ...arrayDataset(samples),
      sample: async (index) => {
        if (index === 1) throw new DataError('the file is cut off.');
        return samples[index];
      },
    };
    await expect(epochOf(broken, { mix: always, batchSize: 1 })).rejects.toThrow('loader: "b": the file is cut off.');
    expect(await epochOf(broken, { mix: always, onError: 'skip' })).toEqual([]);
    const alone = plainDataset(1);
    await expect(epochOf(alone, { mix: always })).rejects.toThrow(
      'cutMix: there is no sample but "s0" to mix it with.',
    );
    const other = arrayDataset([plainSample('a'), { ...plainSample('b'), mask: undefined as never }]);
    await expect(epochOf(other, { mix: always })).rejects.toThrow('cannot be mixed: the mask of one is');
  });

  it('says its mix in its state, and refuses what is none', () => {
    expect(JSON.stringify(loader(dataset, { mix }).state())).toContain('"mix":{"name":"mixOneOf"');
    expect(() => loader(dataset, { mix: [always] as never })).toThrow(
      'loader: mix is no mix. Give several as augment.mixCompose',
    );
    expect(() => loader(dataset, { mix: augment.d4() as never })).toThrow('other transforms go to augment.');
    const own = { ...always, name: 'mine' };
    expect(() => loader(dataset, { mix: own, workers: 1 })).toThrow(
      'loader: the mix cannot travel to workers: mixFromJson: there is no transform "mine". Give its builder',
    );
  });
});
