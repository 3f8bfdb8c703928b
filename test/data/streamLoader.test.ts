import { describe, expect, it } from 'vitest';
import { brightnessContrast } from '../../src/augment/pixel/levels/brightnessContrast.js';
import { DataError, OptionError } from '../../src/core/errors.js';
import type { Batch, BatchSource } from '../../src/data/batch.js';
import type { Sample } from '../../src/data/sample.js';
import { type StreamLoaderOptions, streamLoader } from '../../src/data/streamLoader.js';

const sample = (i: number, side = 4): Sample => ({
  id: `s${i}`,
  image: { data: new Uint8Array(side * side).fill(100), width: side, height: side, channels: 1 },
  mask: { data: new Uint8Array(side * side).fill(i % 2), width: side, height: side },
  meta: {},
});
const some = (count: number): Sample[] => Array.from({ length: count }, (_, i) => sample(i));

async function read(source: BatchSource, epoch = 1): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.epoch(epoch)) batches.push(batch);
  return batches;
}

const idsOf = (batches: readonly Batch[]): string[] => batches.map(({ ids }) => ids.join(' '));

describe('streamLoader', () => {
  it('makes batches of samples in their order, the last one smaller or left out', async () => {
    const batches = await read(streamLoader(() => some(5), { batchSize: 2 }));
    expect(idsOf(batches)).toEqual(['s0 s1', 's2 s3', 's4']);
    expect(batches.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(batches[1].x.shape).toEqual([2, 4, 4, 1]);
    expect([...(batches[1].y?.data ?? [])].slice(0, 32)).toEqual([...Array(16).fill(0), ...Array(16).fill(1)]);
    expect(idsOf(await read(streamLoader(() => some(5), { batchSize: 2, dropLast: true })))).toEqual([
      's0 s1',
      's2 s3',
    ]);
  });

  it('begins each epoch anew, and ends an endless stream after its length', async () => {
    const epochs: number[] = [];
    let open = 0;
    async function* endless(epoch: number): AsyncGenerator<Sample> {
      epochs.push(epoch);
      open++;
      try {
        for (let i = 0; ; i++) yield sample(i);
      } finally {
        open--;
      }
    }
    const source = streamLoader(endless, { batchSize: 3, length: 2 });
    expect(source.length).toBe(2);
    for (const epoch of [1, 2]) expect(idsOf(await read(source, epoch))).toEqual(['s0 s1 s2', 's3 s4 s5']);
    for await (const batch of source.epoch(3)) if (batch) break;
    expect(epochs).toEqual([1, 2, 3]);
    expect(open).toBe(0);
  });

  it('resizes, augments by seed, epoch, id and position, and preprocesses', async () => {
    const options: StreamLoaderOptions = {
      size: 2,
      augment: brightnessContrast({ brightness: [-0.4, 0.4] }),
      preprocessing: { mean: 0.5 },
      seed: 3,
    };
    const twice = [sample(0), sample(0)];
    const [{ x }] = await read(streamLoader(() => twice, options));
    expect(x.shape).toEqual([2, 2, 2, 1]);
    expect(x.data[0]).not.toBeCloseTo(x.data[4], 5);
    const again = await read(streamLoader(() => twice, { ...options, prefetch: 0 }));
    expect(again[0].x.data).toEqual(x.data);
    const others = [
      await read(streamLoader(() => twice, { ...options, seed: 4 })),
      await read(
        streamLoader(() => twice, options),
        2,
      ),
    ];
    for (const [other] of others) expect(other.x.data[0]).not.toBeCloseTo(x.data[0], 5);
    const [plain] = await read(streamLoader(() => twice, { preprocessing: { mean: 0.5 } }));
    expect(plain.x.data[0]).toBeCloseTo(100 / 255 - 0.5, 6);
  });

  it('names the sample that fails, or leaves it out without moving others', async () => {
    const broken = [sample(0), { ...sample(1), mask: { data: new Uint8Array(3), width: 4, height: 4 } }, sample(2)];
    const failing = streamLoader(() => broken, { batchSize: 2, size: 2 });
    await expect(read(failing)).rejects.toThrow(DataError);
    await expect(read(failing)).rejects.toThrow('s1');
    expect(idsOf(await read(streamLoader(() => broken, { batchSize: 2, size: 2, onError: 'skip' })))).toEqual([
      's0',
      's2',
    ]);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const source = streamLoader(() => some(100), { batchSize: 1, signal: controller.signal });
    const reading = (async () => {
      for await (const { index } of source.epoch(1)) if (index === 3) controller.abort();
    })();
    await expect(reading).rejects.toThrow();
  });

  it('says what the data is', () => {
    const source = streamLoader(() => [], {
      task: 'multiclass',
      classes: 3,
      ignoreIndex: 255,
      preprocessing: { std: 2 },
    });
    const { task, classes, ignoreIndex, preprocessing, length } = source;
    expect({ task, classes, ignoreIndex, preprocessing, length }).toEqual({
      task: 'multiclass',
      classes: 3,
      ignoreIndex: 255,
      preprocessing: { std: 2 },
      length: undefined,
    });
  });

  it('refuses what cannot be', () => {
    const list = some(2) as unknown as () => Sample[];
    expect(() => streamLoader(list)).toThrow(
      'streamLoader: the samples are no function, and would be used up by the first epoch.',
    );
    expect(() => streamLoader(() => [], { batchSize: 0 })).toThrow(OptionError);
    expect(() => streamLoader(() => [], { shuffle: true } as object)).toThrow('streamLoader: unknown option "shuffle"');
  });
});
