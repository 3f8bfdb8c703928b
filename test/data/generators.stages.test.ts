import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import { collate } from '../../src/data/collate.js';
import { bytesOf } from '../../src/data/generators/bytesOf.js';
import * as generators from '../../src/data/generators.js';
import type { Sample } from '../../src/data/sample.js';

const {
  batch,
  cache,
  filter,
  interleave,
  map,
  mix,
  pipe,
  prefetch,
  progress,
  repeat,
  shard,
  shuffle,
  take,
  tap,
  toArray,
} = generators;

async function* numbers(count = Infinity): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

/** A source that counts its readings. */
function counted<T>(values: readonly T[]): { read(): number; source: () => AsyncGenerator<T> } {
  let readings = 0;
  async function* source(): AsyncGenerator<T> {
    readings++;
    yield* values;
  }
  return { read: () => readings, source };
}

describe('interleave', () => {
  it('takes blocks in turn, and puts the next source where one has ended', async () => {
    const lists = [[1, 2, 3, 4, 5], [10], [20, 21], [30]];
    const read = (options: generators.InterleaveOptions): Promise<number[]> =>
      toArray(
        pipe(
          lists,
          interleave((list) => list, options),
        ),
      );
    expect(await read({ cycle: 2 })).toEqual([1, 10, 2, 20, 3, 21, 4, 30, 5]);
    expect(await read({ cycle: 2, block: 2 })).toEqual([1, 2, 10, 3, 4, 20, 21, 5, 30]);
    expect(await read({ cycle: Infinity })).toEqual([1, 10, 20, 30, 2, 21, 3, 4, 5]);
    expect(await read({ cycle: 1 })).toEqual(lists.flat());
    expect(() => interleave((n: number[]) => n, { cycle: 0 })).toThrow('cycle is 0');
  });

  it('gives everything once, in an order that depends on nothing else', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        async (lists, cycle, block) => {
          const streams = pipe(
            lists,
            interleave((list) => pipe(list, prefetch(2)), { cycle, block }),
            prefetch(3),
          );
          const all = await toArray(streams);
          expect([...all].sort()).toEqual(lists.flat().sort());
          expect(
            await toArray(
              pipe(
                lists,
                interleave((list) => list, { cycle, block }),
              ),
            ),
          ).toEqual(all);
          expect(all).toEqual(inTurn(lists, cycle, block));
        },
      ),
    ));

  it('tells sources which pass they are in', async () => {
    const orders = pipe(
      [0],
      interleave(() => pipe([1, 2, 3, 4, 5, 6], shuffle({ seed: 1 }))),
      repeat(2),
      batch(6),
    );
    const [first, second] = await toArray(orders);
    expect(first).not.toEqual(second);
    expect([...first].sort()).toEqual([...second].sort());
  });

  it('names the source that fails, or leaves its rest out', async () => {
    const readArchive = async function* (id: string): AsyncGenerator<string> {
      yield `${id}1`;
      if (id === 'b') throw new Error('the archive is cut off');
      yield `${id}2`;
    };
    await expect(toArray(pipe(['a', 'b'], interleave(readArchive)))).rejects.toMatchObject({
      message: 'readArchive: "b": the archive is cut off',
      id: 'b',
      stage: 'readArchive',
    });
    const told: generators.ErrorCounts[] = [];
    const onError = (_: DataError, counts: generators.ErrorCounts): void => void told.push(counts);
    expect(await toArray(pipe(['a', 'b', 'c'], interleave(readArchive, { onError })))).toEqual([
      'a1',
      'b1',
      'c1',
      'a2',
      'c2',
    ]);
    expect(told).toEqual([{ failed: 1, read: 2 }]);
    const cannotOpen = (): never => {
      throw new Error('no such file');
    };
    expect(await toArray(pipe(['a', 'b'], interleave(cannotOpen, { onError: 'skip' })))).toEqual([]);
  });
});

/** What `interleave` does, on arrays. */
function inTurn(lists: readonly (readonly number[])[], cycle: number, block: number): number[] {
  const waiting = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const open = waiting.splice(0, cycle);
  const output: number[] = [];
  for (let place = 0; open.length > 0; ) {
    if (place >= open.length) place = 0;
    output.push(...open[place].splice(0, block));
    place++;
    // Empty ones are replaced when their turn comes; where nothing is left, the others move up.
    const next = place % open.length;
    if (open[next].length > 0) continue;
    const following = waiting.shift();
    if (following) open[next] = following;
    else {
      open.splice(next, 1);
      place = next;
    }
    while (open.length > 0 && open[place % open.length].length === 0) open.splice(place % open.length, 1);
  }
  return output;
}

describe('mix', () => {
  const labelled = (name: string): (() => AsyncGenerator<string>) =>
    async function* () {
      for (;;) yield name;
    };

  it('keeps to the weights', async () => {
    const both = mix([labelled('a'), labelled('b'), labelled('never')], { weights: [3, 1, 0], seed: 4 });
    const taken = await toArray(pipe(both, take(4000)));
    const share = taken.filter((name) => name === 'a').length / 4000;
    expect(share).toBeGreaterThan(0.72); // 0.75 ± 4 standard deviations of 0.0068
    expect(share).toBeLessThan(0.78);
    expect(taken).not.toContain('never');
  });

  it('is a pure function of seed, epoch and pass', async () => {
    const read = (options: generators.MixOptions): Promise<string[]> =>
      toArray(pipe(mix([labelled('a'), labelled('b')], options), take(60)));
    expect(await read({ seed: 1 })).toEqual(await read({ seed: 1 }));
    expect(await read({ seed: 1 })).not.toEqual(await read({ seed: 2 }));
    expect(await read({ seed: 1 })).not.toEqual(await read({ seed: 1, epoch: 1 }));
    const passes = await toArray(
      pipe(
        mix([
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ]),
        repeat(2),
        batch(8),
      ),
    );
    expect(passes[0]).not.toEqual(passes[1]);
  });

  it('keeps the order within each source, to the end of the last or of the first', () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.nat(), async (a, b, seed) => {
        const left = Array.from({ length: a }, (_, i) => `a${i}`);
        const right = Array.from({ length: b }, (_, i) => `b${i}`);
        const all = await toArray(mix([left, right], { seed }));
        expect(all.filter((name) => name.startsWith('a'))).toEqual(left);
        expect(all.filter((name) => name.startsWith('b'))).toEqual(right);
        const some = await toArray(mix([left, right], { seed, until: 'firstEnds' }));
        expect(some).toEqual(all.slice(0, some.length));
        expect(
          some.filter((name) => name.startsWith('a')).length === a ||
            some.filter((name) => name.startsWith('b')).length === b,
        ).toBe(true);
      }),
    ));

  it('refuses weights that cannot be', () => {
    expect(() => mix([[1], [2]], { weights: [1] })).toThrow('there are 1 weights for 2 sources');
    expect(() => mix([[1], [2]], { weights: [1, -1] })).toThrow('weights is -1');
    expect(() => mix([[1], [2]], { weights: [0, 0] })).toThrow('all weights are 0');
    expect(() => mix([[1]], { until: 'never' as 'allEnd' })).toThrow('until is "never"');
  });
});

describe('shard', () => {
  it('gives each value to one of the processes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 6 }), async (values, count) => {
        const parts = await Promise.all(
          Array.from({ length: count }, (_, index) => toArray(pipe(values, shard({ index, count })))),
        );
        for (const [index, part] of parts.entries()) {
          expect(part).toEqual(values.filter((_, i) => i % count === index));
        }
      }),
    ));

  it('refuses a part that does not exist', () => {
    expect(() => shard({ index: 2, count: 2 })).toThrow('index is 2. It must be a whole number from 0 to 1');
    expect(() => shard({ index: 0, count: 0 })).toThrow('count is 0');
  });

  it('is read from the environment', () => {
    const read = (environment: Record<string, string>, count?: number): generators.Shard =>
      generators.shardFromEnvironment({ environment, ...(count !== undefined && { count }) });
    expect(read({})).toEqual({ index: 0, count: 1 });
    expect(read({ RANK: '3', WORLD_SIZE: '4' })).toEqual({ index: 3, count: 4 });
    expect(read({ SLURM_PROCID: '0', SLURM_NTASKS: '2' })).toEqual({ index: 0, count: 2 });
    expect(read({ AWS_BATCH_JOB_ARRAY_INDEX: '9', AWS_BATCH_JOB_ARRAY_SIZE: '10' })).toEqual({ index: 9, count: 10 });
    expect(read({ AWS_BATCH_JOB_NODE_INDEX: '1', AWS_BATCH_JOB_NUM_NODES: '2' })).toEqual({ index: 1, count: 2 });
    expect(read({ JOB_COMPLETION_INDEX: '1', JOB_COMPLETIONS: '3' })).toEqual({ index: 1, count: 3 });
    expect(read({ JOB_COMPLETION_INDEX: '1' }, 3)).toEqual({ index: 1, count: 3 });
    // torchrun within Slurm: the processes of a node share SLURM_PROCID.
    expect(read({ SLURM_PROCID: '0', SLURM_NTASKS: '1', RANK: '1', WORLD_SIZE: '2' })).toEqual({ index: 1, count: 2 });
    expect(generators.shardFromEnvironment()).toEqual({ index: 0, count: 1 });
  });

  it('refuses half of a pair, and what contradicts itself', () => {
    const read = (environment: Record<string, string>, count?: number) => () =>
      generators.shardFromEnvironment({ environment, ...(count !== undefined && { count }) });
    expect(read({ RANK: '1' })).toThrow('RANK is 1, but WORLD_SIZE is missing (torchrun). Set it, or give count.');
    expect(read({ WORLD_SIZE: '2' })).toThrow('WORLD_SIZE is 2, but RANK is missing (torchrun). Set both, or neither.');
    expect(read({ JOB_COMPLETION_INDEX: '0' })).toThrow('but JOB_COMPLETIONS is missing (Kubernetes)');
    expect(read({ RANK: '2', WORLD_SIZE: '2' })).toThrow('the last index is 1');
    expect(read({ RANK: 'one', WORLD_SIZE: '2' })).toThrow('RANK is "one". It must be a whole number.');
    expect(read({ RANK: '0', WORLD_SIZE: '2' }, 3)).toThrow('count is 3, but WORLD_SIZE is 2');
    expect(read({}, 2)).toThrow('no variable tells which part is meant');
  });
});

describe('cache', () => {
  it('reads its source once, in the first reading that ends', async () => {
    const { read, source } = counted([1, 2, 3]);
    const values = pipe(source, cache());
    expect(await toArray(pipe(values, take(2)))).toEqual([1, 2]);
    expect(await toArray(values)).toEqual([1, 2, 3]);
    expect(read()).toBe(2);
    expect(await toArray(pipe(values, repeat(3)))).toHaveLength(9);
    expect(await toArray(pipe(values, prefetch(2)))).toEqual([1, 2, 3]);
    expect(read()).toBe(2);
  });

  it('keeps sources apart, and starts again after an error', async () => {
    const stage = cache<number>();
    expect(await toArray(pipe([1, 2], stage))).toEqual([1, 2]);
    expect(await toArray(pipe([3], stage))).toEqual([3]);
    let calls = 0;
    const values = pipe(
      [1, 2],
      map((n) => {
        if (++calls === 2) throw new Error('once');
        return n;
      }),
      cache(),
    );
    await expect(toArray(values)).rejects.toThrow('once');
    expect(await toArray(values)).toEqual([1, 2]);
    expect(await toArray(values)).toEqual([1, 2]);
    expect(calls).toBe(4);
  });

  it('is shuffled anew by what comes after it', async () => {
    const { read, source } = counted([1, 2, 3, 4, 5, 6]);
    const passes = await toArray(pipe(source, cache(), shuffle({ buffer: Infinity }), repeat(3), batch(6)));
    expect(new Set(passes.map(String)).size).toBe(3);
    expect(read()).toBe(1);
  });

  it('holds no more than it may', async () => {
    const { read, source } = counted(Array.from({ length: 5 }, () => new Uint8Array(1000)));
    await expect(toArray(pipe(source, cache({ maxBytes: 3500 })))).rejects.toThrow(
      'cache: after 3 values there is no room for the next within maxBytes, 3500',
    );
    const passing = pipe(source, cache({ maxBytes: 3500, whenFull: 'pass' }), repeat(2));
    expect(await toArray(passing)).toHaveLength(10);
    expect(read()).toBe(3);
    const enough = pipe(source, cache({ maxBytes: 5000 }), repeat(2));
    expect(await toArray(enough)).toHaveLength(10);
    expect(read()).toBe(4);
  });

  it('counts pixels, and what is shared once', () => {
    expect(bytesOf(new Float32Array(100))).toBe(400);
    expect(bytesOf('abcd')).toBe(8);
    const pixels = new Uint8Array(10_000);
    expect(bytesOf({ a: pixels, b: [pixels] })).toBeLessThan(10_100);
    expect(bytesOf(new Map([['a', new Uint16Array(500)]]))).toBeGreaterThanOrEqual(1000);
    const loop: unknown[] = [];
    loop.push(loop);
    expect(bytesOf(loop)).toBeLessThan(100);
  });
});

describe('progress', () => {
  it('reports every value if asked to, and the end', async () => {
    const reports: generators.Progress[] = [];
    const report = (progress: generators.Progress): void => void reports.push(progress);
    expect(await toArray(pipe([7, 8], progress(report, { every: 0, total: 2 })))).toEqual([7, 8]);
    expect(reports).toMatchObject([
      { count: 1, total: 2, state: 'running' },
      { count: 2, total: 2, state: 'running' },
      { count: 2, total: 2, state: 'finished' },
    ]);
    for (const { seconds } of reports) expect(seconds).toBeGreaterThanOrEqual(0);
    expect(reports[2].perSecond).toBeCloseTo(2 / reports[2].seconds, 6);
  });

  it('reports seldom, and a reading that is left or fails', async () => {
    const states: string[] = [];
    const report = ({ count, state }: generators.Progress): void => void states.push(`${count} ${state}`);
    await toArray(pipe(numbers, progress(report), take(500)));
    expect(states).toEqual(['1 running', '500 stopped']);
    states.length = 0;
    const fail = (n: number): number => {
      if (n === 1) throw new Error('no');
      return n;
    };
    await expect(toArray(pipe([0, 1, 2], map(fail), progress(report)))).rejects.toThrow('no');
    expect(states).toEqual(['1 running', '1 stopped']);
    states.length = 0;
    await pipe([0], progress(report))[Symbol.asyncIterator]().return?.();
    expect(states).toEqual([]);
  });
});

describe('batch of samples', () => {
  const sample = (id: string, width: number, height: number): Sample => ({
    id,
    image: { data: new Uint8Array(width * height).fill(9), width, height, channels: 1 },
    mask: { data: new Uint8Array(width * height).fill(1), width, height },
    meta: {},
  });
  const samples = [sample('a', 3, 2), sample('b', 2, 4), sample('c', 4, 4)];

  it('is padded to the largest, without new pixels that count', async () => {
    const [group, last] = await toArray(pipe(samples, batch(2, { pad: 'largest' })));
    expect(group.map(({ image }) => [image.width, image.height])).toEqual([
      [3, 4],
      [3, 4],
    ]);
    expect(Array.from(group[1].image.data)).toEqual([9, 9, 0, 9, 9, 0, 9, 9, 0, 9, 9, 0]);
    expect(Array.from(group[1].weight?.data ?? [])).toEqual([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0]);
    expect(last[0]).toBe(samples[2]);
    expect(collate(group).x.shape).toEqual([2, 4, 3, 1]);
  });

  it('is padded to a multiple, and ignored by label', async () => {
    const padded = await toArray(pipe(samples, batch(3, { pad: { multiple: 4, ignoreIndex: 255, fill: 7 } })));
    expect(padded[0].map(({ image }) => [image.width, image.height])).toEqual([
      [4, 4],
      [4, 4],
      [4, 4],
    ]);
    expect(Array.from(padded[0][0].mask?.data ?? []).filter((label) => label === 255)).toHaveLength(10);
    expect(Array.from(padded[0][0].image.data).filter((value) => value === 7)).toHaveLength(10);
    expect(padded[0][0].weight).toBeUndefined();
    const wide = await toArray(pipe(samples, batch(1, { pad: { multiple: 32, ignoreIndex: 255 } })));
    expect(wide.every(([{ image }]) => image.width === 32 && image.height === 32)).toBe(true);
  });

  it('keeps its types, and refuses what cannot be', () => {
    expectTypeOf(pipe(samples, batch(2, { pad: 'largest' }))).toEqualTypeOf<AsyncIterable<Sample[]>>();
    expectTypeOf(pipe([1], batch(2, { dropLast: true }))).toEqualTypeOf<AsyncIterable<number[]>>();
    expect(() => batch(2, { pad: 'biggest' as 'largest' })).toThrow('pad is "biggest"');
    expect(() => batch(2, { pad: { multipleOf: 2 } as object })).toThrow('unknown option "multipleOf"');
    expect(() => batch(2, { pad: { multiple: 0 } })).toThrow('multiple is 0');
  });
});

describe('values that fail', () => {
  const odd = (n: number): boolean => {
    if (n === 3) throw new Error('three');
    return n % 2 === 1;
  };

  it('are counted by every stage that calls a function', async () => {
    const told: [string, generators.ErrorCounts][] = [];
    const onError = (error: DataError, counts: generators.ErrorCounts): void =>
      void told.push([error.stage as string, counts]);
    const kept = pipe([1, 2, 3, 4, 5], filter(odd, { onError, name: 'choose' }));
    expect(await toArray(kept)).toEqual([1, 5]);
    expect(await toArray(kept)).toEqual([1, 5]);
    await toArray(
      pipe(
        [1, 2, 3],
        tap((n) => void odd(n), { onError }),
      ),
    );
    await toArray(pipe([3, 3, 1], map(odd, { onError, concurrency: 3, name: 'decode' })));
    expect(told).toEqual([
      ['choose', { failed: 1, read: 3 }],
      ['choose', { failed: 1, read: 3 }],
      ['tap', { failed: 1, read: 3 }],
      ['decode', { failed: 1, read: expect.any(Number) }],
      ['decode', { failed: 2, read: expect.any(Number) }],
    ]);
  });

  it('end the pipeline when there are too many', async () => {
    const atMost =
      (limit: number): generators.OnError =>
      (error, { failed }) => {
        if (failed > limit) throw error;
      };
    expect(await toArray(pipe([3, 1, 3, 5], filter(odd, { onError: atMost(2) })))).toEqual([1, 5]);
    await expect(toArray(pipe([3, 1, 3, 5], filter(odd, { onError: atMost(1) })))).rejects.toMatchObject({
      stage: 'odd',
      message: 'odd: value 2: three',
    });
  });

  it('are not what an abort is', async () => {
    const aborted = (): never => {
      throw new DOMException('enough', 'AbortError');
    };
    await expect(toArray(pipe([1], map(aborted, { onError: 'skip' })))).rejects.toMatchObject({ name: 'AbortError' });
    expect(() => map((n: number) => n, { onError: 'ignore' as 'skip' })).toThrow('onError is "ignore"');
    expect(() => filter(odd, { onError: null as unknown as 'skip' })).toThrow('onError is null');
  });

  it('say the stage when the data set named them already', async () => {
    const read = (): never => {
      throw new DataError('readImage: a.png is cut off.', { id: 'a', file: 'a.png' });
    };
    await expect(toArray(pipe(['a'], map(read), map(String)))).rejects.toMatchObject({
      message: 'readImage: a.png is cut off.',
      id: 'a',
      file: 'a.png',
      stage: 'read',
    });
  });
});
