import { describe, expect, expectTypeOf, it } from 'vitest';
import * as generators from '../../src/data/generators.js';

const { batch, concat, filter, from, map, pipe, prefetch, repeat, shuffle, skip, take, tap, toArray, zip } = generators;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function* numbers(count = Infinity): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

describe('sources', () => {
  it('reads arrays, sets, iterators, async iterables and functions', async () => {
    expect(await toArray([1, 2])).toEqual([1, 2]);
    expect(await toArray(new Set(['a']))).toEqual(['a']);
    expect(await toArray([1, 2].values())).toEqual([1, 2]);
    expect(await toArray(numbers(2))).toEqual([0, 1]);
    expect(await toArray(() => numbers(2))).toEqual([0, 1]);
    expect(await toArray(() => [5])).toEqual([5]);
  });

  it('is read again from its beginning, or says why it cannot be', async () => {
    const again = pipe(() => numbers(3), take(2));
    expect([await toArray(again), await toArray(again)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const once = from(numbers(3));
    await toArray(once);
    await expect(toArray(once)).rejects.toThrow('can be read only once. Give the function that makes it');
  });

  it('opens nothing before the first value is asked for', async () => {
    let calls = 0;
    const iterator = pipe(
      () => {
        calls++;
        return [1];
      },
      map((n) => n),
    )[Symbol.asyncIterator]();
    expect(calls).toBe(0);
    await iterator.return?.();
    expect(calls).toBe(0);
  });

  it('puts sources side by side and one after the other', async () => {
    expect(await toArray(zip([1, 2, 3], () => numbers(), ['a', 'b']))).toEqual([
      [1, 0, 'a'],
      [2, 1, 'b'],
    ]);
    expect(await toArray(zip())).toEqual([]);
    expect(await toArray(concat([1], [], () => numbers(2)))).toEqual([1, 0, 1]);
  });
});

describe('stages', () => {
  it('have hand values', async () => {
    expect(
      await toArray(
        pipe(
          [1, 2, 3],
          map((n, { index }) => n * 10 + index),
        ),
      ),
    ).toEqual([10, 21, 32]);
    expect(
      await toArray(
        pipe(
          [1, 2, 3],
          filter((n) => n !== 2),
        ),
      ),
    ).toEqual([1, 3]);
    expect(await toArray(pipe([1, 2, 3], batch(2)))).toEqual([[1, 2], [3]]);
    expect(await toArray(pipe([1, 2, 3], batch(2, { dropLast: true })))).toEqual([[1, 2]]);
    expect(await toArray(pipe([1, 2], repeat(2)))).toEqual([1, 2, 1, 2]);
    expect(await toArray(pipe(numbers, take(2)))).toEqual([0, 1]);
    expect(await toArray(pipe([1, 2, 3], skip(1)))).toEqual([2, 3]);
    expect(await toArray(pipe([1, 2, 3], prefetch(2)))).toEqual([1, 2, 3]);
  });

  it('let types flow', () => {
    const mixed = pipe(
      ['a', 'b'],
      map((text) => (text === 'a' ? text.length : undefined)),
      filter((value) => value !== undefined),
      batch(2),
    );
    expectTypeOf(mixed).toEqualTypeOf<AsyncIterable<number[]>>();
    expectTypeOf(zip([1], ['a'])).toEqualTypeOf<AsyncIterable<[number, string]>>();
    const long = pipe(
      [1],
      shuffle(),
      repeat(),
      tap(() => {}),
      map(String),
      batch(2),
      prefetch(1),
      take(1),
    );
    expectTypeOf(long).toEqualTypeOf<AsyncIterable<string[]>>();
  });

  it('take in any async generator as a stage, also in every pass of a repetition', async () => {
    async function* pairs(source: AsyncIterable<number>): AsyncGenerator<number> {
      for await (const n of source) yield* [n, n];
    }
    expect(await toArray(pipe([1, 2], pairs, repeat(2)))).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
  });

  it('keep the order with concurrency, or not', async () => {
    const slowFirst = async (milliseconds: number): Promise<number> => {
      await pause(milliseconds);
      return milliseconds;
    };
    const delays = [40, 1, 20, 2];
    expect(await toArray(pipe(delays, map(slowFirst, { concurrency: 4 })))).toEqual(delays);
    expect(await toArray(pipe(delays, map(slowFirst, { concurrency: 4, ordered: false })))).toEqual([1, 2, 20, 40]);
  });

  it('run as many calls as allowed, and no more', async () => {
    let [running, most] = [0, 0];
    const work = async (n: number): Promise<number> => {
      most = Math.max(most, ++running);
      await pause(2);
      running--;
      return n;
    };
    const expected = Array.from({ length: 30 }, (_, i) => i);
    for (const [concurrency, ordered] of [
      [1, true],
      [3, true],
      [3, false],
    ] as const) {
      most = 0;
      const values = await toArray(pipe(() => numbers(30), map(work, { concurrency, ordered }), prefetch(4)));
      expect(values.sort((a, b) => a - b)).toEqual(expected);
      expect(most).toBe(concurrency);
    }
  });

  it('read nothing ahead unless told to', async () => {
    const asked: number[] = [];
    const source = (): AsyncIterable<number> =>
      pipe(
        numbers,
        tap((n) => void asked.push(n)),
      );
    for await (const n of pipe(
      source,
      map((x) => x),
      filter(() => true),
      take(10),
    )) {
      await pause(1);
      expect(asked.at(-1)).toBe(n);
    }
  });

  it('refill a prefetch while the reader is busy', async () => {
    let made = 0;
    const iterator = pipe(
      numbers,
      tap(() => void made++),
      prefetch(3),
    )[Symbol.asyncIterator]();
    await pause(5);
    expect(made, 'before the first value is asked for').toBe(0);
    await iterator.next();
    await pause(5);
    expect(made, 'one taken, three ready').toBe(4);
    await iterator.next();
    await pause(5);
    expect(made, 'two taken, three ready').toBe(5);
    await iterator.return?.();
    await pause(5);
    expect(made, 'nothing after the end').toBe(5);
  });

  it('make the next value while the reader is busy with one', async () => {
    let made = 0;
    const make = async (): Promise<number> => {
      await pause(1);
      return ++made;
    };
    for await (const n of pipe([1, 2, 3, 4, 5], map(make), prefetch(1))) {
      // Without prefetch this would wait for ever.
      while (made < Math.min(5, n + 1)) await pause(1);
    }
    expect(made).toBe(5);
  });
});

describe('shuffle', () => {
  const letters = [...'abcdefghij'];
  const order = (options: generators.ShuffleOptions): Promise<string[]> => toArray(pipe(letters, shuffle(options)));

  it('is a pure function of seed and epoch', async () => {
    const first = await order({ seed: 3, epoch: 1 });
    expect(await order({ seed: 3, epoch: 1 })).toEqual(first);
    expect(await order({ seed: 3, epoch: 2 })).not.toEqual(first);
    expect(await order({ seed: 4, epoch: 1 })).not.toEqual(first);
    expect([...first].sort()).toEqual(letters);
  });

  it('gives each pass of a repetition the order of the next epoch', async () => {
    const passes = await toArray(
      pipe(
        letters,
        shuffle({ seed: 3 }),
        map((x) => x),
        repeat(3),
        batch(10),
      ),
    );
    expect(passes).toEqual(await Promise.all([0, 1, 2].map((epoch) => order({ seed: 3, epoch }))));
    const nested = await toArray(
      pipe(
        letters,
        shuffle({ seed: 3 }),
        repeat(2),
        map((x) => x),
        repeat(2),
        batch(10),
      ),
    );
    expect(nested).toEqual(await Promise.all([0, 1, 2, 3].map((epoch) => order({ seed: 3, epoch }))));
  });

  it('draws from a buffer: nothing comes earlier than the buffer allows', async () => {
    const values = await toArray(pipe(() => numbers(200), shuffle({ seed: 1, buffer: 8 })));
    expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    values.forEach((value, position) => {
      expect(value - position).toBeLessThan(8);
    });
    expect(values).not.toEqual([...values].sort((a, b) => a - b));
    expect(await toArray(pipe(() => numbers(50), shuffle({ buffer: Infinity })))).toHaveLength(50);
  });

  it('asks for a buffer where the length is not known', async () => {
    await expect(toArray(pipe(() => numbers(3), shuffle()))).rejects.toThrow('Give a buffer, such as { buffer: 1000 }');
  });

  it('puts every value at every place equally often', async () => {
    const counts = Array.from({ length: 4 }, () => new Array<number>(4).fill(0));
    for (let epoch = 0; epoch < 2000; epoch++) {
      const values = await toArray(pipe([0, 1, 2, 3], shuffle({ epoch })));
      values.forEach((value, place) => void counts[value][place]++);
    }
    for (const count of counts.flat()) expect(Math.abs(count - 500)).toBeLessThan(100); // 5 standard deviations
  });
});

describe('options', () => {
  it('are checked when the stage is made', () => {
    expect(() => batch(0)).toThrow('batch: size is 0. It must be a whole number of at least 1.');
    expect(() => take(-1)).toThrow('take: count is -1');
    expect(() => skip(0.5)).toThrow('skip: count is 0.5');
    expect(() => repeat(NaN)).toThrow('repeat: count is NaN');
    expect(() => prefetch(0)).toThrow('prefetch: size is 0');
    expect(() => map(String, { concurrency: 0 })).toThrow('map: concurrency is 0');
    expect(() => map(String, { concurency: 2 } as object)).toThrow('Did you mean "concurrency"?');
    expect(() => shuffle({ buffer: 0 })).toThrow('shuffle: buffer is 0');
    expect(() => shuffle({ epoch: -1 })).toThrow('shuffle: epoch is -1');
    expect(() => batch(2, { droplast: true } as object)).toThrow('Did you mean "dropLast"?');
  });
});
