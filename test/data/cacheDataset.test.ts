import { expect, it } from 'vitest';
import { cacheDataset } from '../../src/data/cacheDataset.js';
import type { Dataset } from '../../src/data/dataset.js';

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
