import { appendFileSync, readFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import type { Transform } from '../../../src/augment/transform.js';

/** Adds a number that is drawn for the sample. */
export function brighten({ by }: { by: number }): Transform<{ add: number }> {
  return {
    name: 'brighten',
    options: { by },
    sample: (draw) => ({ add: draw.integer(0, by) }),
    apply: ({ add }, sample) => {
      const data = sample.image.data.map((value) => Math.min(255, value + add));
      return { ...sample, image: { ...sample.image, data } };
    },
  };
}

/** Ends the worker at some samples: always, or the first so many times, which a file counts. */
export function deadly(options: DeadlyOptions): Transform<null> {
  const { ids, how, times = Infinity, log } = options;
  return {
    name: 'deadly',
    options: { ...options },
    sample: () => null,
    apply: (_params, sample) => {
      if (threadId === 0 || !ids.includes(sample.id)) return sample;
      const line = `${sample.id}\n`;
      if (
        readFileSync(log, 'utf8')
          .split('\n')
          .filter((id) => id === sample.id).length >= times
      )
        return sample;
      appendFileSync(log, line);
      if (how === 'exit') process.exit(7);
      // Not in the promise of the batch, where it would be an error of the sample.
      if (how === 'throw')
        setImmediate(() => {
          throw new Error('thrown aside');
        });
      if (how === 'memory') fillMemory();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, how === 'throw' ? 1 : 0);
      return sample;
    },
  };
}

export interface DeadlyOptions {
  readonly ids: readonly string[];
  readonly how: 'exit' | 'throw' | 'memory';
  readonly times?: number;
  readonly log: string;
}

function fillMemory(): never {
  const kept: unknown[] = [];
  for (;;) kept.push(Array.from({ length: 10000 }, (_, i) => ({ i })));
}

/** Never comes to an end. */
export const endless = (): Transform<null> => ({
  name: 'endless',
  options: {},
  sample: () => null,
  apply: (_params, sample) => {
    if (threadId !== 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return sample;
  },
});
