/**
 * Resident memory while a loader with two workers reads 2,000 pairs of 1918×1280 as 512×512 batches: after a warm-up of
 * 200 pairs it is sampled after each batch, and is to stay within ± 10 % of its median.
 *
 *     npx tsx bench/loader/memory.ts [--folder data/benchCars] [--pairs 2000] [--workers 2]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { horizontalFlip } from '../../src/augment/index.js';
import { loader } from '../../src/data/loader.js';
import { fileDataset } from '../../src/node/sources/fileDataset.js';
import { carPairs } from './pairs.js';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { folder: text, pairs: text, workers: text } });
const count = Number(values.pairs ?? 2000);
const warmUp = 200;
const pairs = await carPairs(values.folder ?? join(import.meta.dirname, '../../data/benchCars'), 16, warmUp + count);
const workers = Number(values.workers ?? 2);
const batches = loader(await fileDataset(pairs), { batchSize: 8, size: 512, workers, augment: horizontalFlip() });

const sizes: number[] = [];
let read = 0;
for await (const { ids } of batches.epoch(1)) {
  read += ids.length;
  if (read <= warmUp) continue;
  sizes.push(process.memoryUsage.rss() / 2 ** 20);
  if (sizes.length % 50 === 0) console.log(`${read - warmUp} pairs: ${sizes[sizes.length - 1].toFixed(0)} MiB`);
}
await batches.close();

const sorted = [...sizes].sort((a, b) => a - b);
const median = sorted[sorted.length >> 1];
const [least, most] = [sorted[0] / median - 1, sorted[sorted.length - 1] / median - 1].map((part) => 100 * part);
const isFlat = least >= -10 && most <= 10;
console.log(
  `median ${median.toFixed(0)} MiB, from ${least.toFixed(1)} % to +${most.toFixed(1)} %: ${isFlat ? 'flat' : 'NOT flat'}`,
);
if (!isFlat) process.exitCode = 1;
