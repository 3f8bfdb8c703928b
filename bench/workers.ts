/**
 * How much faster `fit` trains with several workers than without any: the plain U-Net (depth 4, filters 16, batch norm,
 * batch 8×128×128×3), on wasm. Both runs go on side by side and take turns, a few steps each, so that both see the same
 * machine; the ratio is that of the medians, and also that of the fastest steps. Then as many trainings apart, each in a
 * process of its own and with its share of the batch, at the same time: no exchange can be faster than none.
 *
 * `npx tsx bench/workers.ts [workers] [turns] [synchronized|perReplica] [backend]`
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { adam, type Callback, fit, unet } from 'segkit';
import { type NodeBackendName, useBackend } from 'segkit/node';
import { randomBatch } from './randomBatch.js';

const [workers = '2', turns = '20', batchNorm = 'synchronized', backend = 'wasm'] = process.argv.slice(2);
const size = 128;
const batchSize = 8;
const stepsATurn = 4;
/** V8 goes on compiling for a hundred steps, in threads that take the workers' cores. */
const turnsToWarmUp = 25;

/** Lets one run go on at a time. */
function turnstile(names: readonly string[]) {
  let turn = 0;
  const waiting = new Map<string, () => void>();
  return {
    async wait(name: string): Promise<void> {
      if (names[turn] === name) return;
      await new Promise<void>((resolve) => waiting.set(name, resolve));
    },
    next(): void {
      turn = (turn + 1) % names.length;
      waiting.get(names[turn])?.();
      waiting.delete(names[turn]);
    },
  };
}

const names = ['one', 'several'] as const;
const gate = turnstile(names);
const batch = randomBatch(batchSize, size);

/** One training, which waits for its turn before each few steps; gives the milliseconds of its steps and its losses. */
async function run(name: (typeof names)[number], options: Parameters<typeof fit>[2]) {
  const model = unet({ inputShape: [size, size, 3], depth: 4, filters: 16, seed: 1 });
  const count = (turnsToWarmUp + Number(turns)) * stepsATurn;
  const milliseconds: number[] = [];
  const losses: number[] = [];
  const data = {
    length: count,
    async *epoch() {
      for (let i = 0; i < count; i++) {
        if (i % stepsATurn === 0) await gate.wait(name);
        yield batch;
        if (i % stepsATurn === stepsATurn - 1) gate.next();
      }
    },
  };
  const watch: Callback = (event) => {
    if (event.type !== 'step') return;
    losses.push(event.loss);
    // The first step of each turn finds the caches full of the other run's data.
    if (event.step > turnsToWarmUp * stepsATurn && event.step % stepsATurn !== 1) milliseconds.push(event.milliseconds);
  };
  await fit(model, data, { epochs: 1, optimizer: adam(), callbacks: [watch], ...options });
  return { milliseconds: milliseconds.toSorted((a, b) => a - b), losses };
}

await useBackend(backend as NodeBackendName, { log: null });
const [one, several] = await Promise.all([
  run('one', {}),
  run('several', {
    workers: { count: Number(workers), batchNorm: batchNorm as 'synchronized' | 'perReplica' },
  }),
]);
const median = (values: readonly number[]): number => values[values.length >> 1];
const rate = (milliseconds: number): string => `${((1000 * batchSize) / milliseconds).toFixed(1)} samples/s`;
for (const [label, { milliseconds }] of [
  ['this thread', one],
  [`${workers} workers, ${batchNorm}`, several],
] as const) {
  const [fastest] = milliseconds;
  console.log(
    `${label}: median ${median(milliseconds).toFixed(0)} ms (${rate(median(milliseconds))}), fastest ${fastest.toFixed(0)} ms`,
  );
}
const ratio = (of: (values: readonly number[]) => number): string =>
  (of(one.milliseconds) / of(several.milliseconds)).toFixed(2);
const drift = Math.max(...one.losses.slice(0, 20).map((loss, i) => Math.abs(loss - several.losses[i])));
console.log(
  `ratio: ${ratio(median)} by medians, ${ratio(([fastest]) => fastest)} by the fastest steps; largest difference of losses over 20 steps ${drift.toExponential(1)}`,
);

/** The median step of trainings apart, each of a share of the batch, over some seconds in which all are at work. */
async function apart(count: number): Promise<number> {
  const command = ['--import', 'tsx', 'bench/trainShare.ts', String(batchSize / count), String(size), backend];
  const shares = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  });
  const next = () => Promise.all(shares.map(async ({ lines }) => (await lines.next()).value as string));
  const tell = () => {
    for (const { child } of shares) child.stdin.write('go\n');
  };
  await next();
  tell();
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  tell();
  return Math.max(...(await next()).map(Number));
}

const share = await apart(Number(workers));
console.log(
  `${workers} trainings apart, of ${batchSize / Number(workers)} pictures each: median ${share.toFixed(0)} ms; without any exchange the ratio would be ${(median(one.milliseconds) / share).toFixed(2)}`,
);
