import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Batch } from '../../src/data/batch.js';
import { arrayDataset, type Dataset, subset } from '../../src/data/dataset.js';
import { toArray } from '../../src/data/generators.js';
import { type Loader, type LoaderOptions, loader } from '../../src/data/loader.js';
import { countThreads } from '../helpers/threads.js';
import { drawnDataset } from './workers/drawnDataset.js';
import type { DeadlyOptions } from './workers/transforms.js';

const transforms = new URL('./workers/transforms.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'segkit-workers-'));
const log = join(folder, 'log');
const opened: Loader[] = [];

const open = (dataset: Dataset, options: LoaderOptions): Loader => {
  const made = loader(dataset, options);
  opened.push(made);
  return made;
};
const contents = (batches: readonly Batch[]): unknown =>
  batches.map(({ ids, x, y }) => [ids, x.shape, Buffer.from(x.data.buffer).toString('base64'), y && [...y.data]]);
const threads = countThreads();

beforeAll(() => writeFileSync(log, ''));
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  expect(threads.running).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a loader with workers', () => {
  const dataset = drawnDataset({ length: 23 });
  let pipeline: augment.Transform;
  beforeAll(async () => {
    pipeline = augment.compose([augment.d4(), await augment.fromModule(transforms, 'brighten', { by: 60 })]);
  });

  it('gives the same bytes with 0, 1 and 3 of them, also when it is interrupted and goes on', async () => {
    const options = { batchSize: 4, shuffle: true, seed: 5, size: 10, augment: pipeline };
    const loaders = [0, 1, 3].map((workers) => open(dataset, { ...options, workers }));
    const whole = await toArray(loaders[0].epoch(2));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...loaders),
        fc.constantFrom(...loaders),
        fc.nat(loaders[0].length),
        async (first, second, stop) => {
          const read: Batch[] = [];
          for await (const batch of first.epoch(2)) {
            if (read.length === stop) break;
            read.push(batch);
          }
          const rest = await toArray(second.epoch(2, { fromBatch: read.length }));
          expect(contents([...read, ...rest])).toEqual(contents(whole));
        },
      ),
      { numRuns: 8 },
    );
    expect(loaders[1].state()).toEqual(loaders[2].state());
  });

  it('reads any part of a data set, and what has no recipe', async () => {
    const part = subset(dataset, [20, 3, 4]);
    expect(part.recipe?.indices).toEqual(Int32Array.of(20, 3, 4));
    const inMemory = arrayDataset(await Promise.all(part.ids.map((_, i) => part.sample(i))));
    const [expected, ...got] = await Promise.all(
      [open(part, {}), open(part, { workers: 1 }), open(subset(inMemory, [0, 1, 2]), { workers: 1 })].map((one) =>
        toArray(one.epoch(1)),
      ),
    );
    for (const batches of got) expect(contents(batches)).toEqual(contents(expected));
  });

  it('starts its workers when they are needed, and keeps them from epoch to epoch', async () => {
    const before = threads.started;
    const batches = open(dataset, { workers: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(threads.started).toBe(before);
    await toArray(batches.epoch(1));
    expect([threads.started - before, threads.running]).toEqual([2, 2]);
    await toArray(batches.epoch(2));
    expect([threads.started - before, threads.running]).toEqual([2, 2]);
  });

  it('reads no further than it is asked to', async () => {
    const { recipe: _, ...here } = dataset;
    let read = 0;
    const counted = { ...here, sample: async (index: number) => here.sample(index + 0 * read++) };
    const readAfter = async (options: LoaderOptions): Promise<number> => {
      read = 0;
      const iterator = open(counted, { batchSize: 1, workers: 2, ...options })
        .epoch(1)
        [Symbol.asyncIterator]();
      await iterator.next();
      await new Promise((resolve) => setTimeout(resolve, 100));
      const count = read;
      await iterator.return?.();
      return count;
    };
    expect(await readAfter({ prefetch: 0 })).toBe(1);
    expect(await readAfter({ prefetch: 1 })).toBe(4); // the one that was taken, and three
    const lazy = open(dataset, { batchSize: 2, workers: 1, prefetch: 0 });
    const expected = await toArray(loader(dataset, { batchSize: 2 }).epoch(1));
    expect(contents(await toArray(lazy.epoch(1)))).toEqual(contents(expected));
  });

  it('has to be able to send the augmentation', () => {
    const mine: augment.Transform = { name: 'mine', options: {}, sample: () => null, apply: (_, sample) => sample };
    expect(() => open(dataset, { workers: 1, augment: augment.compose([mine]) })).toThrow(
      'loader: the augmentation cannot travel to workers: transformFromJson: there is no transform "mine"',
    );
  });

  it.each([
    [{ name: 'none' }, /recipe: .*drawnDataset\.ts has no function "none"/],
    [{ name: 'notAFunction' }, /has no function "notAFunction"/],
    [{ name: 'notADataset' }, /notADataset of .* made no data set/],
    [{ args: [{ length: 3 }] }, /has nothing at 3\. A recipe must make the same samples/],
    [{ module: 'file:///none.js' }, /the module "file:\/\/\/none\.js" cannot be imported/],
    [{ args: [() => undefined] }, /cannot be sent to them: .*must be plain data/],
  ])('says what is wrong with the recipe %o', async (change, message) => {
    const recipe = { ...dataset.recipe, ...change } as Dataset['recipe'];
    await expect(toArray(open({ ...dataset, recipe }, { workers: 1 }).epoch(1))).rejects.toThrow(message);
  });
});

describe('a sample that fails in a worker', () => {
  const dataset = drawnDataset({ length: 6, broken: [2] });
  const both = [0, 2].map((workers) => ({ batchSize: 2, workers }));

  it.each(both)('is named, and ends the epoch once: $workers workers', async (options) => {
    const iterator = open(dataset, options).epoch(1)[Symbol.asyncIterator]();
    expect((await iterator.next()).value.ids).toEqual(['s0', 's1']);
    const error = await iterator.next().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'DataError',
      message: 'loader: "s2" (s2.png): the file is cut off.',
      ...{ id: 's2', file: 's2.png', stage: 'loader' },
      cause: { name: 'DataError', message: 'the file is cut off.' },
    });
    expect(((error as Error).cause as Error).stack).toContain('drawnDataset');
    expect((await iterator.next()).done).toBe(true);
    expect(threads.running).toBe(0);
  });

  it.each(both)('is left out where it is to be, and told of: $workers workers', async (options) => {
    const idsOf = async (onError: LoaderOptions['onError']): Promise<unknown> =>
      (await toArray(open(dataset, { ...options, onError }).epoch(1))).map(({ ids }) => ids);
    const rest = [['s0', 's1'], ['s3'], ['s4', 's5']];
    expect(await idsOf('skip')).toEqual(rest);
    const told = vi.fn();
    expect(await idsOf(told)).toEqual(rest);
    expect(told.mock.calls.map(([error, counts]) => [error.id, counts.failed])).toEqual([['s2', 1]]);
    const strict = (): never => {
      throw new RangeError('no more');
    };
    await expect(idsOf(strict)).rejects.toMatchObject({ message: 'loader: "s2": no more', id: 's2' });
  });

  it.each(both)('may be one that is read here: $workers workers', async (options) => {
    const { recipe: _, ...here } = dataset;
    await expect(toArray(open(here, options).epoch(1))).rejects.toMatchObject({ id: 's2', stage: 'loader' });
    const rest = await toArray(open(here, { ...options, onError: 'skip' }).epoch(1));
    expect(rest.map(({ ids }) => ids)).toEqual([['s0', 's1'], ['s3'], ['s4', 's5']]);
  });

  it.each(both)('may be a batch that does not stack: $workers workers', async (options) => {
    const unlike = [4, 6].map((size) => drawnDataset({ length: 7, size }).sample(size));
    const mixed = arrayDataset(await Promise.all(unlike));
    await expect(toArray(open(mixed, options).epoch(1))).rejects.toMatchObject({
      message: expect.stringContaining('collate: "s4" and "s6" have unlike sizes'),
    });
  });
});

describe('a worker that ends', () => {
  const dataset = drawnDataset({ length: 9 });
  const read = async (deadly: Omit<DeadlyOptions, 'log'>, options: LoaderOptions = {}) => {
    writeFileSync(log, '');
    const transform = await augment.fromModule(transforms, 'deadly', { ...deadly, log });
    const told: unknown[] = [];
    const onError = (error: { id?: string; message: string }): void => void told.push([error.id, error.message]);
    const batches = open(dataset, { batchSize: 3, workers: 2, augment: transform, onError, ...options });
    const ids = (await toArray(batches.epoch(1))).map((batch) => batch.ids.join(' '));
    return { ids, told, log: readFileSync(log, 'utf8').trim().split('\n') };
  };

  it.each(['exit', 'throw'] as const)('by %s is replaced, and its sample tried once more', async (how) => {
    const { ids, told, log } = await read({ ids: ['s4'], how, times: 1 });
    expect([ids, told, log]).toEqual([['s0 s1 s2', 's3 s4 s5', 's6 s7 s8'], [], ['s4']]);
  });

  it('at a sample a second time has the sample named, and all others are read', async () => {
    const { ids, told, log } = await read({ ids: ['s4', 's8'], how: 'exit' });
    expect(ids).toEqual(['s0 s1 s2', 's3 s5', 's6 s7']);
    const message = (id: string): unknown => [
      id,
      `loader: "${id}": the worker that read it ended, twice: loader: the worker ended by itself, with exit code 7.`,
    ];
    expect(told.sort()).toEqual([message('s4'), message('s8')]);
    expect(log.sort()).toEqual(['s4', 's4', 's8', 's8']);
  });

  it('ends the epoch where failures do', async () => {
    await expect(read({ ids: ['s4'], how: 'exit' }, { onError: 'throw' })).rejects.toMatchObject({
      name: 'DataError',
      id: 's4',
      message: expect.stringContaining('the worker that read it ended, twice'),
    });
    expect(threads.running).toBe(0);
  });
});

describe('what is left of workers', () => {
  const dataset = drawnDataset({ length: 20 });
  const options = { batchSize: 2, workers: 2 };

  it('is nothing after an early break, even within a batch that does not end', async () => {
    for await (const _ of open(dataset, options).epoch(1)) break;
    expect(threads.running).toBe(0);
    const stuck = open(dataset, { ...options, augment: await augment.fromModule(transforms, 'endless') });
    const iterator = stuck.epoch(1)[Symbol.asyncIterator]();
    const pending = iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await iterator.return?.();
    expect((await pending).done).toBe(true);
    expect(threads.running).toBe(0);
  });

  it('is nothing after an error of the reader', async () => {
    const reading = async (): Promise<void> => {
      for await (const _ of open(dataset, options).epoch(1)) throw new Error('not this way');
    };
    await expect(reading()).rejects.toThrow('not this way');
    expect(threads.running).toBe(0);
  });

  it('is nothing soon after an abort', async () => {
    const controller = new AbortController();
    const stuck = await augment.fromModule(transforms, 'endless');
    const batches = open(dataset, { ...options, augment: stuck, signal: controller.signal });
    const pending = toArray(batches.epoch(1));
    setTimeout(() => controller.abort(), 30);
    await expect(pending).rejects.toThrow(/abort/i);
    await vi.waitFor(() => expect(threads.running).toBe(0));
  });

  it('is nothing after close, which ends what is being read', async () => {
    const batches = open(dataset, { ...options, augment: await augment.fromModule(transforms, 'endless') });
    const pending = toArray(batches.epoch(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await batches.close();
    await expect(pending).rejects.toThrow('loader: it was closed while batches were being made.');
    await batches.close();
  });

  it('is what another epoch still needs', async () => {
    const batches = open(dataset, options);
    const iterator = batches.epoch(1)[Symbol.asyncIterator]();
    await iterator.next();
    for await (const _ of batches.epoch(2)) break;
    const rest: Batch[] = [];
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) rest.push(step.value);
    expect(rest).toHaveLength(9);
  });
});

describe('memory that may be used again', () => {
  const dataset = drawnDataset({ length: 13 });
  const options = { batchSize: 3, shuffle: true, seed: 2, augment: augment.d4() };

  it.each([0, 2])('holds the same batches, each until the next is asked for: %i workers', async (workers) => {
    const expected = await toArray(loader(dataset, options).epoch(1));
    const batches = open(dataset, { ...options, workers });
    const buffers = new Set<ArrayBufferLike>();
    let i = 0;
    for await (const batch of batches.epoch(1, { reuseMemory: true })) {
      expect([batch.ids, [...batch.x.data], [...(batch.y?.data ?? [])]]).toEqual([
        expected[i].ids,
        [...expected[i].x.data],
        [...(expected[i].y?.data ?? [])],
      ]);
      buffers.add(batch.x.data.buffer);
      i++;
    }
    expect(i).toBe(5);
    expect([...buffers].every((buffer) => buffer instanceof (workers > 0 ? SharedArrayBuffer : ArrayBuffer))).toBe(
      true,
    );
    const again = open(dataset, { ...options, workers, batchSize: 1 });
    let first: { readonly seen: Float32Array; readonly copy: Float32Array } | undefined;
    for await (const { x } of again.epoch(1, { reuseMemory: true })) first ??= { seen: x.data, copy: x.data.slice() };
    expect(first?.seen).not.toEqual(first?.copy); // it holds a later batch by now
  });

  it('may be asked for by readers of batches that differ in size', async () => {
    const unlike = [4, 6, 5, 6].map((size, i) => drawnDataset({ length: 4, size }).sample(i));
    const mixed = arrayDataset(await Promise.all(unlike));
    const sizes: unknown[] = [];
    for await (const { x } of open(mixed, { batchSize: 1, workers: 1 }).epoch(1, { reuseMemory: true })) {
      sizes.push(x.data.length);
    }
    expect(sizes).toEqual([48, 108, 75, 108]);
  });
});
