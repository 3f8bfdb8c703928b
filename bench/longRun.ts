/**
 * Trains 2,000 steps with all that a run may have (validation, averaged weights, accumulation, checkpoints, callbacks), and
 * shows tensors and memory on the way. Fails if tensors are left over, or if the memory of the second half of the run is more than
 * 3 % above that of the first.
 *
 * `node --expose-gc --import tsx bench/longRun.ts [backend] [steps]`; wasm and 2,000 by default.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  adam,
  arrayDataset,
  augment,
  type Callback,
  checkpoint,
  earlyStopping,
  fit,
  loader,
  random,
  reduceLearningRate,
  unet,
} from 'segkit';
import { checkpointFolder, type NodeBackendName, useBackend } from 'segkit/node';

const [backend = 'wasm', steps = '2000'] = process.argv.slice(2);
await useBackend(backend as NodeBackendName);
const size = 32;
const samples = Array.from({ length: 40 }, (_, n) => {
  const draw = random('long', n);
  const pixels = Uint8Array.from({ length: size * size * 3 }, () => draw.integer(0, 256));
  const bright = Uint8Array.from({ length: size * size }, (_, i) => Number(pixels[3 * i] > 127));
  const mask = { data: bright, width: size, height: size };
  return { id: `noise ${n}`, image: { data: pixels, width: size, height: size, channels: 3 }, mask, meta: {} };
});
const train = loader(arrayDataset(samples), { batchSize: 2, shuffle: true, augment: augment.d4({ keepSize: true }) });
const model = unet({ inputShape: [size, size, 3], depth: 3, filters: 8, dropout: 0.1, seed: 1 });
const folder = await mkdtemp(join(tmpdir(), 'segkit-long-'));
const optimizer = adam({ learningRate: 1e-3 });

interface Reading {
  readonly step: number;
  readonly tensors: number;
  readonly megabytes: number;
}
const readings: Reading[] = [];
const watch: Callback = (event) => {
  if (event.type !== 'step' || event.globalStep % (Number(steps) / 20) !== 0) return;
  (globalThis as { gc?: () => void }).gc?.();
  const reading = {
    step: event.globalStep,
    tensors: tf.memory().numTensors,
    megabytes: process.memoryUsage().rss / 2 ** 20,
  };
  readings.push(reading);
  console.log(`step ${reading.step}: ${reading.tensors} tensors, ${reading.megabytes.toFixed(0)} MiB resident`);
};
const before = tf.memory().numTensors;
await fit(model, train, {
  steps: Number(steps),
  validation: loader(arrayDataset(samples.slice(0, 4))),
  optimizer,
  accumulate: 2,
  clipNorm: 1,
  ema: 0.99,
  callbacks: [
    watch,
    checkpoint({ place: checkpointFolder(folder), every: { steps: 50 }, keepLast: 2 }),
    reduceLearningRate({ monitor: 'loss', mode: 'min', patience: 20 }),
    earlyStopping({ monitor: 'dice', mode: 'max', patience: 1e6, restoreBest: true }),
  ],
});
optimizer.dispose();
await rm(folder, { recursive: true });

const left = tf.memory().numTensors - before;
const largest = (part: readonly Reading[]): number => Math.max(...part.map(({ megabytes }) => megabytes));
// The first quarter warms up: compilers, caches, the first best weights.
const settled = readings.slice(readings.length / 4);
const growth = largest(settled.slice(settled.length / 2)) / largest(settled.slice(0, settled.length / 2)) - 1;
const counts = new Set(settled.map(({ tensors }) => tensors));
console.log(
  `longRun ${backend}: ${left} tensors left over, ${counts.size === 1 ? 'their number constant' : `their number ${[...counts]}`} ` +
    `while training, memory of the last part ${(100 * growth).toFixed(1)} % above that before`,
);
if (left !== 0 || counts.size !== 1 || growth > 0.03) process.exitCode = 1;
