import { describe, expect, it, vi } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import {
  batch,
  cache,
  concat,
  filter,
  interleave,
  map,
  mix,
  pipe,
  prefetch,
  progress,
  repeat,
  type Stage,
  shard,
  shuffle,
  skip,
  take,
  tap,
  toArray,
  withSignal,
  zip,
} from '../../src/data/generators.js';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A source that counts how often it was opened and closed. */
function countedSource(length = Infinity) {
  const counts = { opened: 0, closed: 0, given: 0 };
  async function* source(): AsyncGenerator<number> {
    counts.opened++;
    try {
      for (let i = 0; i < length; i++) {
        await pause(0);
        counts.given++;
        yield i;
      }
    } finally {
      await pause(1);
      counts.closed++;
    }
  }
  return { counts, source };
}

async function* ownStage(source: AsyncIterable<number>): AsyncGenerator<number> {
  for await (const value of source) yield value;
}

const stages: Record<string, Stage<number, unknown>> = {
  map: map((n) => n),
  'map, 4 at a time': map(async (n) => n, { concurrency: 4 }),
  'map, 4 at a time, unordered': map(async (n) => n, { concurrency: 4, ordered: false }),
  filter: filter((n) => n % 2 === 0),
  shuffle: shuffle({ buffer: 4 }),
  batch: batch(2),
  repeat: repeat(),
  take: take(1000),
  skip: skip(2),
  tap: tap(() => {}),
  prefetch: prefetch(3),
  withSignal: withSignal(new AbortController().signal),
  cache: cache(),
  shard: shard({ index: 0, count: 2 }),
  progress: progress(() => {}),
  interleave: interleave((n) => [n, n]),
  'a generator of one’s own': ownStage,
  'mix beside it': (source) => mix([source, [1, 2, 3]], { weights: [1, 0] }),
  'concat after it': (source) => concat(source, [1]),
  'zip beside it': (source) => zip(source, [1, 2, 3, 4, 5, 6]),
};

describe('leaving early', () => {
  for (const [name, stage] of Object.entries(stages)) {
    it(`closes the source of ${name}`, async () => {
      const { counts, source } = countedSource();
      let read = 0;
      for await (const _ of pipe(source, stage)) if (++read === 3) break;
      expect(counts).toMatchObject({ opened: 1, closed: 1 });
      const { given } = counts;
      await pause(10);
      expect(counts.given, 'asked for after the end').toBe(given);
    });

    it(`closes the source of ${name} when the reader throws`, async () => {
      const { counts, source } = countedSource();
      const read = async (): Promise<void> => {
        for await (const _ of pipe(source, stage)) throw new Error('the reader fails');
      };
      await expect(read()).rejects.toThrow('the reader fails');
      expect(counts).toMatchObject({ opened: 1, closed: 1 });
    });

    it(`closes the source of ${name} while a value is pending`, async () => {
      const { counts, source } = countedSource();
      const iterator = pipe(source, stage)[Symbol.asyncIterator]();
      await iterator.next();
      const pending = iterator.next();
      await iterator.return?.();
      expect(counts).toMatchObject({ opened: 1, closed: 1 });
      await pending;
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    });
  }

  it('closes a long pipeline once, and every source of it', async () => {
    const [a, b, c] = [countedSource(), countedSource(), countedSource(2)];
    const pipeline = pipe(
      zip(pipe(a.source, prefetch(2)), concat(c.source, b.source)),
      map(async ([x, y]) => x + y, { concurrency: 3 }),
      repeat(),
      batch(2),
      prefetch(2),
      take(4),
    );
    expect(await toArray(pipeline)).toHaveLength(4);
    for (const { counts } of [a, b, c]) expect(counts).toMatchObject({ opened: 1, closed: 1 });
  });

  it('closes the passes of a repetition one by one', async () => {
    const { counts, source } = countedSource(2);
    expect(await toArray(pipe(source, repeat(), take(5)))).toEqual([0, 1, 0, 1, 0]);
    expect(counts).toMatchObject({ opened: 3, closed: 3 });
  });

  it('closes all that interleave has open, and opens no more', async () => {
    const { counts, source } = countedSource();
    let opened = 0;
    const open = (): (() => AsyncGenerator<number>) => {
      opened++;
      return source;
    };
    const iterator = pipe(countedSource().source, interleave(open, { cycle: 3 }))[Symbol.asyncIterator]();
    for (let i = 0; i < 5; i++) await iterator.next();
    const pending = iterator.next();
    await iterator.return?.();
    await pending;
    expect(opened).toBe(3);
    expect(counts).toMatchObject({ opened: 3, closed: 3 });
    await pause(5);
    expect(opened).toBe(3);
  });

  it('closes all that are mixed', async () => {
    const [a, b, c] = [countedSource(), countedSource(2), countedSource()];
    expect(await toArray(pipe(mix([a.source, b.source, c.source], { seed: 2 }), take(20)))).toHaveLength(20);
    for (const { counts } of [a, b, c]) expect(counts).toMatchObject({ opened: 1, closed: 1 });
    const first = countedSource(2);
    const ended = await toArray(mix([a.source, first.source], { until: 'firstEnds' }));
    expect(ended.length).toBeGreaterThanOrEqual(2);
    expect(a.counts).toMatchObject({ opened: 2, closed: 2 });
    expect(first.counts).toMatchObject({ opened: 1, closed: 1 });
  });

  it('never opens what nothing is taken from', async () => {
    const { counts, source } = countedSource();
    expect(await toArray(pipe(source, take(0)))).toEqual([]);
    expect(counts.opened).toBe(0);
  });

  it('waits for running calls, and tells them', async () => {
    let [started, finished, told] = [0, 0, 0];
    const work = async (n: number, { signal }: { signal: AbortSignal }): Promise<number> => {
      started++;
      if (n > 0) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (signal.aborted) told++;
      await pause(1);
      finished++;
      return n;
    };
    for await (const _ of pipe([0, 1, 2, 3], map(work, { concurrency: 4 }))) break;
    expect(finished).toBe(started);
    expect(told).toBe(3);
  });

  it('stops a filter that finds nothing', async () => {
    const { counts, source } = countedSource();
    const iterator = pipe(
      source,
      filter(() => false),
      prefetch(1),
    )[Symbol.asyncIterator]();
    const pending = iterator.next();
    await pause(5);
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(counts).toMatchObject({ opened: 1, closed: 1 });
  });

  it('passes on what goes wrong in a finally', async () => {
    const fail = (): never => {
      throw new Error('cannot close');
    };
    async function* source(): AsyncGenerator<number> {
      try {
        for (;;) yield 1;
      } finally {
        fail();
      }
    }
    const read = async (): Promise<void> => {
      for await (const _ of pipe(
        source,
        map((n) => n),
        prefetch(1),
      ))
        break;
    };
    await expect(read()).rejects.toThrow('cannot close');
  });
});

describe('errors', () => {
  const failing = (n: { id: string; file: string }): string => {
    if (n.id === 'b') throw new Error('cannot be read');
    return n.id;
  };
  const samples = ['a', 'b', 'c'].map((id) => ({ id, file: `${id}.png` }));

  it('carry id, file, stage and cause, through any number of stages', async () => {
    const pipeline = pipe(
      samples,
      map(failing, { concurrency: 2 }),
      map(String),
      batch(1),
      prefetch(2),
      map((x) => x),
    );
    const error = await toArray(pipeline).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ id: 'b', file: 'b.png', message: 'failing: "b" (b.png): cannot be read' });
    expect((error as Error).cause).toMatchObject({ message: 'cannot be read' });
  });

  it('name the position where there is no id', async () => {
    const fail = (): never => {
      throw new Error('no');
    };
    const caught = await toArray(pipe([4], map(fail, { name: 'decode' }), map(String))).catch(
      (error: unknown) => error,
    );
    expect(caught).toMatchObject({ message: 'decode: value 0: no', id: undefined });
    await expect(toArray(pipe([4], filter(fail)))).rejects.toThrow('fail: value 0: no');
    await expect(
      toArray(
        pipe(
          ['x'],
          tap(() => fail()),
        ),
      ),
    ).rejects.toThrow('tap: "x": no');
  });

  for (const concurrency of [1, 3]) {
    it(`come once, after what was before them, and close the source (concurrency ${concurrency})`, async () => {
      const { counts, source } = countedSource();
      const work = async (n: number): Promise<number> => {
        if (n === 2) throw new Error('two');
        return n;
      };
      const iterator = pipe(source, map(work, { concurrency }), prefetch(2))[Symbol.asyncIterator]();
      expect((await iterator.next()).value).toBe(0);
      expect((await iterator.next()).value).toBe(1);
      await expect(iterator.next()).rejects.toThrow('work: value 2: two');
      expect(counts).toMatchObject({ opened: 1, closed: 1 });
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    });

    it(`leave out one value and no other (concurrency ${concurrency})`, async () => {
      const skipped: string[] = [];
      const read = (onError: 'skip' | ((error: DataError) => void)): Promise<string[]> =>
        toArray(pipe(samples, map(failing, { concurrency, onError })));
      expect(await read('skip')).toEqual(['a', 'c']);
      expect(await read((error) => void skipped.push(error.id as string))).toEqual(['a', 'c']);
      expect(skipped).toEqual(['b']);
      const rethrow = (): never => {
        throw new Error('enough');
      };
      await expect(read(rethrow)).rejects.toThrow('enough');
    });
  }

  it('of the source come after the values before them', async () => {
    async function* source(): AsyncGenerator<number> {
      yield 1;
      throw new Error('the disk is gone');
    }
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const n of pipe(
        source,
        map(async (x) => x, { concurrency: 4 }),
        prefetch(4),
      ))
        seen.push(n);
    };
    await expect(read()).rejects.toThrow('the disk is gone');
    expect(seen).toEqual([1]);
  });

  it('of one of zipped sources close the others', async () => {
    const { counts, source } = countedSource();
    const bad = async function* (): AsyncGenerator<number> {
      yield 1;
      throw new Error('bad');
    };
    await expect(toArray(zip(source, bad))).rejects.toThrow('bad');
    expect(counts).toMatchObject({ opened: 1, closed: 1 });
  });

  it('let the next reading begin anew', async () => {
    let failures = 1;
    const pipeline = pipe(
      [1, 2],
      map((n) => {
        if (failures-- > 0) throw new Error('once');
        return n;
      }),
    );
    await expect(toArray(pipeline)).rejects.toThrow('once');
    expect(await toArray(pipeline)).toEqual([1, 2]);
  });
});

describe('withSignal', () => {
  it('ends at once and closes the stages, running calls included', async () => {
    const { counts, source } = countedSource();
    const controller = new AbortController();
    let [started, cancelled] = [0, 0];
    const hang = (_: number, { signal }: { signal: AbortSignal }): Promise<never> =>
      new Promise((_, reject) => {
        if (++started === 3) setTimeout(() => controller.abort(), 1);
        signal.addEventListener('abort', () => {
          cancelled++;
          reject(signal.reason);
        });
      });
    const pipeline = pipe(source, map(hang, { concurrency: 3 }), batch(2), prefetch(2), withSignal(controller.signal));
    await expect(toArray(pipeline)).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(counts).toMatchObject({ opened: 1, closed: 1 }));
    expect(cancelled).toBe(3);
  });

  it('does not wait for a source that hangs', async () => {
    const hanging = async function* (): AsyncGenerator<number> {
      await new Promise(() => {});
    };
    const reason = new Error('enough of it');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 5);
    const read = toArray(
      pipe(
        hanging,
        map((n) => n),
        prefetch(2),
        withSignal(controller.signal),
      ),
    );
    await expect(read).rejects.toBe(reason);
  });

  it('opens nothing once aborted, and leaves no listener behind', async () => {
    const { counts, source } = countedSource();
    await expect(toArray(pipe(source, withSignal(AbortSignal.abort())))).rejects.toMatchObject({ name: 'AbortError' });
    expect(counts.opened).toBe(0);

    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    expect(await toArray(pipe([1, 2, 3], withSignal(signal)))).toEqual([1, 2, 3]);
    expect(added).toHaveBeenCalled();
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
  });
});
