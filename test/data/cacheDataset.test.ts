import { expect, it } from 'vitest';
import { cacheDataset } from '../../src/data/cacheDataset.js';
import type { Dataset } from '../../src/data/dataset.js';
import { toArray } from '../../src/data/generators.js';
import { loader } from '../../src/data/loader.js';
import { plainDataset, slowDataset } from './samples.js';

/** A data set of 4×4 pictures that counts how often each is read. */
function counting(): { dataset: Dataset; reads: number[] } {
  const ids = ['a', 'b', 'c'];
  const reads = [0, 0, 0];
  const sample = async (index: number) => {
    reads[index]++;
    const image = { data: new Uint8Array(16).fill(index), width: 4, height: 4, channels: 1 };
    return { id: ids[index], image, mask: { data: new Uint8Array(16), width: 4, height: 4 }, meta: {} };
  };
  return { dataset: { length: 3, ids, sample, ignoreIndex: 9 }, reads };
}

it('reads each sample once and keeps what is known of the data set', async () => {
  const { dataset, reads } = counting();
  const cached = cacheDataset(dataset, { size: { width: 2, height: 2 } });
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 3; i++) expect((await cached.sample(i)).image.data).toEqual(new Uint8Array(4).fill(i));
  }
  expect(reads).toEqual([1, 1, 1]);
  expect(cached.ignoreIndex).toBe(9);
  expect((await cached.sample(1)).mask?.width).toBe(2);
});

it('stays within its bytes and reads the rest again', async () => {
  const { dataset, reads } = counting();
  const cached = cacheDataset(dataset, { maxBytes: 70 });
  for (let round = 0; round < 3; round++) for (let i = 0; i < 3; i++) await cached.sample(i);
  expect(reads).toEqual([1, 1, 3]);
});

it('refuses what it does not know', () => {
  expect(() => cacheDataset(counting().dataset, { maxbytes: 1 } as object)).toThrow('Did you mean "maxBytes"?');
  expect(() => cacheDataset(counting().dataset, { maxBytes: -1 })).toThrow('maxBytes is -1');
});

it('reads each sample once, at its new size', async () => {
  const dataset = slowDataset(6);
  const cached = cacheDataset(dataset, { size: 4 });
  const direct = await toArray(loader(dataset, { size: 4 }).epoch(1));
  dataset.counts.read = 0;
  expect(await toArray(loader(cached).epoch(1))).toEqual(direct);
  expect(await toArray(loader(cached).epoch(1))).toEqual(direct);
  await Promise.all([cached.sample(3), cached.sample(3)]);
  expect(dataset.counts.read).toBe(6);
});

it('keeps no more than it may, and shares readings that go on', async () => {
  const dataset = slowDataset(4);
  const one = 12 * 10 * (3 + 1 + 4);
  const cached = cacheDataset(dataset, { maxBytes: 2 * one });
  for (let pass = 0; pass < 3; pass++) for (let i = 0; i < 4; i++) await cached.sample(i);
  expect(dataset.counts.read).toBe(2 + 3 * 2);
  await Promise.all([cached.sample(3), cached.sample(3)]);
  expect(dataset.counts.read).toBe(9);
});

it('keeps no failure', async () => {
  let calls = 0;
  const inner = plainDataset(1);
  const sample: Dataset['sample'] = async (index) => {
    if (calls++ === 0) throw new Error('once');
    return inner.sample(index);
  };
  const cached = cacheDataset({ ...inner, sample });
  await expect(cached.sample(0)).rejects.toThrow('once');
  expect((await cached.sample(0)).id).toBe('s0');
});
