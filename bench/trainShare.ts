/**
 * One of the trainings apart that `workers.ts` compares with: steps of a part of its batch, from when a line comes on the
 * standard input until the next. Prints the median of their milliseconds.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { adam, type Callback, fit, unet } from 'segkit';
import { type NodeBackendName, useBackend } from 'segkit/node';
import { randomBatch } from './randomBatch.js';

const [batchSize, size, backend] = process.argv.slice(2);
await useBackend(backend as NodeBackendName, { log: null });
const lines = createInterface({ input: process.stdin });
const model = unet({ inputShape: [Number(size), Number(size), 3], depth: 4, filters: 16, seed: 1 });
const batch = randomBatch(Number(batchSize), Number(size));
const milliseconds: number[] = [];
let isMeasuring = false;
let isOver = false;
const data = {
  async *epoch() {
    for (let step = 0; !isOver; step++) {
      if (step === 3) {
        console.log('ready');
        await once(lines, 'line');
        isMeasuring = true;
        lines.once('line', () => {
          isOver = true;
        });
      }
      yield batch;
    }
  },
};
const watch: Callback = (event) => {
  if (event.type === 'step' && isMeasuring) milliseconds.push(event.milliseconds);
};
await fit(model, data, { epochs: 1, optimizer: adam(), callbacks: [watch] });
console.log(milliseconds.toSorted((a, b) => a - b)[milliseconds.length >> 1]);
process.exit(0);
