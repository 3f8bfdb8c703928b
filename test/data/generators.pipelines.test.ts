import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

const later = (n: number): Promise<void> =>
  new Promise((resolve) => {
    if (n % 3 === 0) setImmediate(resolve);
    else if (n % 3 === 1) setTimeout(resolve, 0);
    else queueMicrotask(resolve);
  });

const slowly = async (n: number): Promise<number> => {
  await later(n);
  return n + 1;
};

async function* own(source: AsyncIterable<number>): AsyncGenerator<number> {
  for await (const value of source) yield value * 2;
}

/** Takes the arrays of `batch` apart again. */
async function* unbatch(source: AsyncIterable<number[]>): AsyncGenerator<number> {
  for await (const values of source) yield* values;
}

/** The sources that stages read beside the pipeline's own. */
const beside = { opened: 0, closed: 0 };

const besideSource = (values: Iterable<number>) =>
  async function* (): AsyncGenerator<number> {
    beside.opened++;
    try {
      for (const value of values) {
        await later(value);
        yield value;
      }
    } finally {
      beside.closed++;
    }
  };

/** A stage and what it does to an array; `undefined` where that depends on chance or on speed. */
interface Step {
  readonly name: string;
  readonly stage: Stage<number, number>;
  readonly expected?: (values: readonly number[]) => readonly number[];
}

type MakeStep = (n: number) => Step;

const steps: readonly MakeStep[] = [
  (n) => ({ name: `map ${n}`, stage: map((v) => v + n), expected: (values) => values.map((v) => v + n) }),
  (n) => ({
    name: `map, ${n} at a time`,
    stage: map(slowly, { concurrency: n + 1 }),
    expected: (values) => values.map((v) => v + 1),
  }),
  (n) => ({ name: `map, ${n} at a time, unordered`, stage: map(slowly, { concurrency: n + 1, ordered: false }) }),
  (n) => ({
    name: `filter ${n}`,
    stage: filter(async (v) => v % 3 !== n % 3),
    expected: (values) => values.filter((v) => v % 3 !== n % 3),
  }),
  () => ({ name: 'tap', stage: tap(() => {}), expected: (values) => values }),
  (n) => ({ name: `take ${n}`, stage: take(n * 3), expected: (values) => values.slice(0, n * 3) }),
  (n) => ({ name: `skip ${n}`, stage: skip(n), expected: (values) => values.slice(n) }),
  (n) => ({
    name: `shard ${n}`,
    stage: shard({ index: n % 2, count: 2 }),
    expected: (values) => values.filter((_, i) => i % 2 === n % 2),
  }),
  (n) => ({ name: `shuffle ${n}`, stage: shuffle({ buffer: n + 1, seed: n }) }),
  (n) => ({
    name: `repeat ${n}`,
    stage: repeat(n % 4),
    expected: (values) => Array.from({ length: n % 4 }, () => values).flat(),
  }),
  (n) => ({ name: `prefetch ${n}`, stage: prefetch(n + 1), expected: (values) => values }),
  () => ({ name: 'cache', stage: cache(), expected: (values) => values }),
  () => ({ name: 'progress', stage: progress(() => {}), expected: (values) => values }),
  (n) => ({
    name: `batch ${n}`,
    stage: (source) => unbatch(pipe(source, batch(n + 1))),
    expected: (values) => values,
  }),
  () => ({ name: 'own', stage: own, expected: (values) => values.map((v) => v * 2) }),
  (n) => ({
    name: `interleave ${n}`,
    stage: interleave((v) => besideSource([v]), { cycle: n + 1 }),
    expected: (values) => values,
  }),
  (n) => ({
    name: `concat ${n}`,
    stage: (source) => concat(source, besideSource([n])),
    expected: (values) => [...values, n],
  }),
  () => ({
    name: 'zip',
    stage: (source) =>
      pipe(
        zip(source, besideSource({ [Symbol.iterator]: counting })),
        map(([v, i]) => v + i),
      ),
    expected: (values) => values.map((v, i) => v + i),
  }),
  (n) => ({ name: `mix ${n}`, stage: (source) => mix([source, besideSource([1, 2])], { seed: n }) }),
];

function* counting(): Generator<number> {
  for (let i = 0; ; i++) yield i;
}

const chains = fc
  .array(fc.tuple(fc.nat({ max: steps.length - 1 }), fc.nat({ max: 5 })), { maxLength: 6 })
  .map((chain) => chain.map(([which, n]) => steps[which](n)));

/** What a stage was asked for by the one after it, in one reading. */
interface Reading {
  readonly place: string;
  pending: number;
  hasEnded: boolean;
  returns: number;
  readonly faults: string[];
}

/** Passes everything on and writes down how it is read. */
function probe(place: string, readings: Reading[]): Stage<number, number> {
  return (source) => ({
    [Symbol.asyncIterator]: () => {
      const reading: Reading = { place, pending: 0, hasEnded: false, returns: 0, faults: [] };
      const inner = source[Symbol.asyncIterator]();
      let isOpen = false;
      return {
        next: () => {
          if (!isOpen) readings.push(reading);
          isOpen = true;
          if (reading.returns > 0) reading.faults.push('asked after it was closed');
          if (reading.hasEnded) reading.faults.push('asked after it had ended');
          reading.pending++;
          const answer = inner.next();
          // Written down where the reader hears of it, not before: one that closes in between cannot know of the end.
          const answered = (hasEnded: boolean): void => {
            reading.pending--;
            reading.hasEnded ||= hasEnded;
          };
          void answer.then(
            (step) => answered(step.done === true),
            () => answered(true),
          );
          return answer;
        },
        return: async () => {
          reading.returns++;
          if (reading.hasEnded) reading.faults.push('closed after it had ended');
          await inner.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  });
}

describe('any pipeline', () => {
  it('does what the methods of arrays do, each time it is read', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 12 }), chains, async (values, chain) => {
        const known = chain.filter((step) => step.expected);
        const stream = known.reduce((source, { stage }) => pipe(source, stage), pipe(values));
        const expected = known.reduce<readonly number[]>((array, step) => step.expected?.(array) ?? array, values);
        expect(await toArray(stream)).toEqual(expected);
        expect(await toArray(stream), 'read again').toEqual(expected);
      }),
      { numRuns: 200 },
    ));

  it(
    'closes every stage once, however its reading ends, and leaves nothing pending',
    () =>
      fc.assert(
        fc.asyncProperty(
          chains,
          fc.constantFrom('end', 'break', 'throw', 'fail', 'abort'),
          fc.nat({ max: 12 }),
          fc.nat({ max: 6 }),
          async (chain, how, after, failAt) => {
            const readings: Reading[] = [];
            const sources = { opened: 0, closed: 0 };
            async function* source(): AsyncGenerator<number> {
              sources.opened++;
              try {
                for (let i = 0; i < 9; i++) {
                  await later(i);
                  if (how === 'fail' && i === failAt) throw new Error('the source fails');
                  yield i;
                }
              } finally {
                await later(0);
                sources.closed++;
              }
            }
            const controller = new AbortController();
            let stream = pipe(source, probe('source', readings));
            for (const { name, stage } of chain) stream = pipe(stream, stage, probe(name, readings));
            if (how === 'abort') stream = pipe(stream, withSignal(controller.signal));

            let seen = 0;
            const read = async (): Promise<void> => {
              for await (const _ of stream) {
                seen++;
                if (how === 'break' && seen > after) break;
                if (how === 'throw' && seen > after) throw new Error('the reader fails');
                if (how === 'abort' && seen > after) controller.abort();
              }
            };
            if (how === 'abort' && after === 0) setTimeout(() => controller.abort(), 0);
            const outcome = await read().then(
              () => 'ended',
              (error: Error) => (error.name === 'AbortError' ? 'aborted' : error.message),
            );
            expect(['ended', 'aborted', 'the reader fails', 'the source fails']).toContain(outcome);
            // An abort does not wait for what it closes.
            for (let i = 0; i < 20 && outcome === 'aborted'; i++)
              await new Promise((resolve) => setTimeout(resolve, 1));

            for (const reading of readings) {
              const { place, pending, hasEnded, returns, faults } = reading;
              expect({ place, pending, faults }).toEqual({ place, pending: 0, faults: [] });
              expect({ place, closed: hasEnded ? 1 : returns }).toEqual({ place, closed: 1 });
            }
            expect(sources.closed).toBe(sources.opened);
            expect(beside.closed).toBe(beside.opened);
            const before = readings.length;
            await new Promise((resolve) => setImmediate(resolve));
            expect(readings.length, 'opened after the end').toBe(before);
          },
        ),
        { numRuns: 400 },
      ),
    60_000,
  );
});
