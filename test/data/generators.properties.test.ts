import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batch,
  concat,
  filter,
  map,
  pipe,
  prefetch,
  repeat,
  type Stage,
  shuffle,
  skip,
  take,
  toArray,
  zip,
} from '../../src/data/generators.js';

const values = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 30 });
const count = fc.nat({ max: 12 });
const size = fc.integer({ min: 1, max: 7 });

const chunks = <T>(array: readonly T[], length: number): T[][] =>
  Array.from({ length: Math.ceil(array.length / length) }, (_, i) => array.slice(i * length, (i + 1) * length));

/** Random delays, so that calls finish out of turn. */
const delayed = (n: number): Promise<number> =>
  new Promise((resolve) => {
    const finish = (): void => resolve(n * 2);
    if (n % 3 === 0) setImmediate(finish);
    else queueMicrotask(finish);
  });

describe('generators do what the methods of arrays do', () => {
  const holds = (name: string, property: fc.IAsyncProperty<unknown> | fc.IAsyncPropertyWithHooks<never>): void =>
    it(name, () => fc.assert(property as fc.IAsyncProperty<unknown>, { numRuns: 60 }));

  holds(
    'map, with any concurrency',
    fc.asyncProperty(values, size, async (array, concurrency) => {
      const expected = array.map((n) => n * 2);
      expect(await toArray(pipe(array, map(delayed, { concurrency })))).toEqual(expected);
      const unordered = await toArray(pipe(array, map(delayed, { concurrency, ordered: false })));
      expect(unordered.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    }),
  );

  holds(
    'filter, take, skip, concat',
    fc.asyncProperty(values, values, count, async (a, b, n) => {
      const isEven = (value: number): boolean => value % 2 === 0;
      expect(await toArray(pipe(a, filter(isEven)))).toEqual(a.filter(isEven));
      expect(await toArray(pipe(a, take(n)))).toEqual(a.slice(0, n));
      expect(await toArray(pipe(a, skip(n)))).toEqual(a.slice(n));
      expect(await toArray(concat(a, b))).toEqual([...a, ...b]);
    }),
  );

  holds(
    'zip',
    fc.asyncProperty(values, values, async (a, b) => {
      const length = Math.min(a.length, b.length);
      expect(await toArray(zip(a, b))).toEqual(Array.from({ length }, (_, i) => [a[i], b[i]]));
    }),
  );

  holds(
    'batch',
    fc.asyncProperty(values, size, async (array, length) => {
      expect(await toArray(pipe(array, batch(length)))).toEqual(chunks(array, length));
      const full = chunks(array, length).filter((chunk) => chunk.length === length);
      expect(await toArray(pipe(array, batch(length, { dropLast: true })))).toEqual(full);
    }),
  );

  holds(
    'repeat',
    fc.asyncProperty(values, fc.nat({ max: 4 }), async (array, times) => {
      expect(await toArray(pipe(array, repeat(times)))).toEqual(Array.from({ length: times }, () => array).flat());
      expect(await toArray(pipe(array, repeat(), take(50)))).toHaveLength(array.length === 0 ? 0 : 50);
    }),
  );

  holds(
    'shuffle: every value once, alike for the same key, whatever it is led through',
    fc.asyncProperty(
      values,
      fc.nat(),
      fc.nat(),
      fc.option(size, { nil: undefined }),
      async (array, seed, epoch, held) => {
        const shuffled = pipe(array, shuffle<number>({ seed, epoch, buffer: held }));
        const read = (...after: Stage<number, number>[]): Promise<number[]> =>
          toArray(after.reduce((source, stage) => pipe(source, stage), shuffled));
        const first = await read();
        expect([...first].sort()).toEqual([...array].sort());
        expect(
          await read(
            prefetch(3),
            map(async (n) => n, { concurrency: 4 }),
          ),
        ).toEqual(first);
      },
    ),
  );

  holds(
    'any chain of stages, with any read-ahead in between',
    fc.asyncProperty(
      values,
      fc.array(fc.tuple(fc.constantFrom('map', 'filter', 'take', 'skip', 'prefetch', 'repeat'), count), {
        maxLength: 6,
      }),
      async (array, chain) => {
        let expected = [...array];
        let stream = pipe(array);
        for (const [name, n] of chain) {
          if (name === 'map') {
            expected = expected.map((value) => value + n);
            stream = pipe(
              stream,
              map(async (value) => value + n, { concurrency: (n % 3) + 1 }),
            );
          } else if (name === 'filter') {
            expected = expected.filter((value) => value % 3 !== n % 3);
            stream = pipe(
              stream,
              filter((value) => value % 3 !== n % 3),
            );
          } else if (name === 'take') {
            expected = expected.slice(0, n);
            stream = pipe(stream, take(n));
          } else if (name === 'skip') {
            expected = expected.slice(n);
            stream = pipe(stream, skip(n));
          } else if (name === 'repeat') {
            expected = Array.from({ length: n % 3 }, () => expected).flat();
            stream = pipe(stream, repeat(n % 3));
          } else {
            stream = pipe(stream, prefetch(n + 1));
          }
        }
        expect(await toArray(stream)).toEqual(expected);
        expect(await toArray(stream), 'read again').toEqual(expected);
      },
    ),
  );
});

describe('a reader that leaves at a random place', () => {
  it('leaves no source open and no call running', () =>
    fc.assert(
      fc.asyncProperty(count, size, size, fc.boolean(), async (reads, concurrency, ahead, ordered) => {
        let [open, running] = [0, 0];
        async function* source(): AsyncGenerator<number> {
          open++;
          try {
            for (let i = 0; i < 10; i++) yield i;
          } finally {
            open--;
          }
        }
        const work = async (n: number): Promise<number> => {
          running++;
          await delayed(n);
          running--;
          return n;
        };
        let read = 0;
        for await (const _ of pipe(source, map(work, { concurrency, ordered }), prefetch(ahead), repeat(2))) {
          if (read++ === reads) break;
        }
        expect({ open, running }).toEqual({ open: 0, running: 0 });
      }),
      { numRuns: 100 },
    ));
});
