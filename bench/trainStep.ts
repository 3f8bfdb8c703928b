/**
 * One training step of the plain U-Net (depth 4, filters 16, batch norm, batch 4×128×128×3) on each backend that is
 * there: median of 10 steps after 3 to warm up, and the tensors left over after 50.
 *
 * `npx tsx bench/trainStep.ts [backend …]`
 */
import * as tf from '@tensorflow/tfjs-core';
import { adam, type Callback, fit, unet } from 'segkit';
import { type NodeBackendName, useBackend } from 'segkit/node';
import { randomBatch } from './randomBatch.js';

const size = 128;
const batchSize = 4;

async function measure(name: NodeBackendName): Promise<void> {
  await useBackend(name);
  const model = unet({ inputShape: [size, size, 3], depth: 4, filters: 16, norm: 'batch', seed: 1 });
  const batch = randomBatch(batchSize, size);
  const optimizer = adam();
  const times: number[] = [];
  const steps = (count: number) => ({
    length: count,
    async *epoch() {
      for (let i = 0; i < count; i++) yield batch;
    },
  });
  const callbacks: Callback[] = [
    (event) => {
      if (event.type === 'step') times.push(event.milliseconds);
    },
  ];
  await fit(model, steps(3), { epochs: 1, optimizer, callbacks });
  times.length = 0;
  await fit(model, steps(10), { epochs: 1, optimizer, callbacks });
  const sorted = times.toSorted((a, b) => a - b);
  const median = (sorted[4] + sorted[5]) / 2;
  const tensors = tf.memory().numTensors;
  await fit(model, steps(50), { epochs: 1, optimizer });
  const leaked = tf.memory().numTensors - tensors;
  console.log(
    `trainStep ${name}: ${model.countParams().toLocaleString('en')} parameters, median ${median.toFixed(0)} ms ` +
      `(${sorted[0].toFixed(0)} to ${sorted[9].toFixed(0)}), ${leaked} tensors leaked over 50 steps`,
  );
  model.dispose();
  optimizer.dispose();
}

const names = process.argv.slice(2) as NodeBackendName[];
for (const name of names.length > 0 ? names : (['wasm'] as const)) await measure(name);
