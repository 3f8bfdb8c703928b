import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as augment from '../../src/augment/index.js';
import { DataError } from '../../src/core/errors.js';
import type { Batch } from '../../src/data/batch.js';
import { arrayDataset, type Dataset } from '../../src/data/dataset.js';
import { toArray } from '../../src/data/generators.js';
import { type LoaderOptions, loader } from '../../src/data/loader.js';
import { plainDataset, plainSample, slowDataset } from './samples.js';

const idsOf = async (batches: AsyncIterable<Batch>): Promise<string[][]> =>
  (await toArray(batches)).map((batch) => [...batch.ids]);

describe('loader', () => {
  it('reads in order, in batches, with the last one smaller or left out', async () => {
    const dataset = plainDataset(5);
    const all = loader(dataset, { batchSize: 2 });
    expect([all.length, await idsOf(all.epoch(0))]).toEqual([3, [['s0', 's1'], ['s2', 's3'], ['s4']]]);
    const full = loader(dataset, { batchSize: 2, dropLast: true });
    expect([full.length, await idsOf(full.epoch(0))]).toEqual([
      2,
      [
        ['s0', 's1'],
        ['s2', 's3'],
      ],
    ]);
    const [batch] = await toArray(all.epoch(0));
    expect(batch.x.data.at(-1)).toBe(Math.fround(1 / 255));
    expect(batch.y?.data).toEqual(Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1));
  });

  it('orders by seed and epoch alone', async () => {
    const dataset = plainDataset(20);
    const order = async (options: LoaderOptions, epoch: number): Promise<string[]> =>
      (await idsOf(loader(dataset, { shuffle: true, ...options }).epoch(epoch))).flat();
    const first = await order({ seed: 5 }, 2);
    expect([...first].sort()).toEqual([...dataset.ids].sort());
    expect(await order({ seed: 5 }, 2)).toEqual(first);
    expect(await order({ seed: 5, batchSize: 3, concurrency: 7, prefetch: 0 }, 2)).toEqual(first);
    expect(await order({ seed: 5 }, 3)).not.toEqual(first);
    expect(await order({ seed: 6 }, 2)).not.toEqual(first);
  });

  it('gives the same batches however many samples are read at a time, and whatever was read before', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.nat({ max: 3 }),
        fc.nat({ max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        async (concurrency, prefetch, epoch, batchSize) => {
          const options: LoaderOptions = {
            batchSize,
            shuffle: true,
            seed: 1,
            augment: augment.compose([augment.d4(), augment.randomCrop({ width: 5, height: 5 }), augment.gamma()]),
          };
          const expected = await toArray(loader(slowDataset(7), { ...options, concurrency: 1 }).epoch(epoch));
          const other = loader(slowDataset(7), { ...options, concurrency, prefetch });
          for await (const _ of other.epoch(epoch + 1)) break;
          expect(await toArray(other.epoch(epoch))).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    ));

  it('resizes before it augments, and hands down the ignore index', async () => {
    const dataset = arrayDataset([plainSample('a', { size: 6, label: 1 }), plainSample('b', { size: 3, label: 1 })], {
      ignoreIndex: 255,
    });
    const pad = augment.padIfNeeded({ minWidth: 6, minHeight: 4, position: 'topLeft' });
    const [batch] = await toArray(loader(dataset, { size: 4, augment: pad }).epoch(0));
    expect(batch.x.shape).toEqual([2, 4, 6, 3]);
    expect([...(batch.y?.data.slice(0, 6) ?? [])]).toEqual([1, 1, 1, 1, 255, 255]);
    const [wide] = await toArray(loader(dataset, { size: { width: 8, height: 2 } }).epoch(0));
    expect(wide.x.shape).toEqual([2, 2, 8, 3]);
  });

  it('reads as many samples at a time as allowed, and no more', async () => {
    const dataset = slowDataset(30);
    await toArray(loader(dataset, { concurrency: 3, batchSize: 4 }).epoch(0));
    expect(dataset.counts.most).toBe(3);
  });

  it('stops reading when it is left early', async () => {
    const dataset = slowDataset(200);
    for await (const _ of loader(dataset, { batchSize: 2, concurrency: 4 }).epoch(0)) break;
    const { read, running } = dataset.counts;
    expect(running).toBe(0);
    expect(read).toBeLessThan(30);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(dataset.counts.read).toBe(read);
  });

  it('ends all epochs when its signal is aborted', async () => {
    const controller = new AbortController();
    const batches = loader(slowDataset(200), { batchSize: 2, signal: controller.signal });
    const read = async (): Promise<void> => {
      for await (const _ of batches.epoch(0)) controller.abort();
    };
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
  });

  describe('with a sample that fails', () => {
    const failing = (): Dataset => {
      const inner = plainDataset(6);
      const sample = async (index: number): Promise<Awaited<ReturnType<Dataset['sample']>>> => {
        if (index === 2) throw new DataError('the file is cut off.', { file: 's2.png' });
        return inner.sample(index);
      };
      return { ...inner, sample };
    };

    it('names it and stops, once', async () => {
      const iterator = loader(failing(), { batchSize: 2 }).epoch(0)[Symbol.asyncIterator]();
      expect((await iterator.next()).value.ids).toEqual(['s0', 's1']);
      await expect(iterator.next()).rejects.toMatchObject({
        message: 'loader: "s2" (s2.png): the file is cut off.',
        id: 's2',
        file: 's2.png',
      });
      expect((await iterator.next()).done).toBe(true);
    });

    it('leaves it out and moves no other, if told to', async () => {
      const skip = (batchSize: number, onError: LoaderOptions['onError']): Promise<string[][]> =>
        idsOf(loader(failing(), { batchSize, onError }).epoch(0));
      expect(await skip(2, 'skip')).toEqual([['s0', 's1'], ['s3'], ['s4', 's5']]);
      expect(await skip(1, 'skip')).toHaveLength(5);
      const told = vi.fn();
      await skip(3, told);
      expect(told).toHaveBeenCalledOnce();
      expect(told.mock.calls[0][0]).toMatchObject({ id: 's2' });
    });

    it('says which samples do not stack', async () => {
      const dataset = arrayDataset([plainSample('a'), plainSample('b', { size: 3 })]);
      await expect(toArray(loader(dataset).epoch(0))).rejects.toThrow(
        'collate: "a" and "b" have unlike sizes, 2×2 and 3×3. Give the loader a size',
      );
    });

    it('says for which sample a crop is too large', async () => {
      const dataset = arrayDataset([plainSample('a')]);
      const batches = loader(dataset, { augment: augment.randomCrop({ width: 5, height: 5 }) });
      await expect(toArray(batches.epoch(0))).rejects.toMatchObject({
        id: 'a',
        message: expect.stringContaining('loader: "a": randomCrop: 5×5 does not fit into a picture of 2×2.'),
      });
    });
  });

  it('checks its options', () => {
    const dataset = plainDataset(2);
    expect(() => loader(dataset, { batchsize: 2 } as object)).toThrow('Did you mean "batchSize"?');
    expect(() => loader(dataset, { batchSize: 0 })).toThrow('loader: batchSize is 0');
    expect(() => loader(dataset, { workers: -1 })).toThrow('loader: workers is -1');
    expect(() => loader(dataset, { size: 1.5 })).toThrow('loader: size is 1.5');
    expect(() => loader(dataset, { prefetch: -1 })).toThrow('loader: prefetch is -1');
    expect(() => loader(dataset).epoch(-1)).toThrow('loader: epoch is -1');
    expect(() => loader(arrayDataset([]))).toThrow('loader: the data set is empty.');
  });
});
