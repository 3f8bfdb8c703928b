/**
 * Resident memory while a loader of the built package with two workers reads 2,000 pairs of 1918×1280 as batches of
 * 512×512. After a warm-up of 400 pairs it is taken after each batch, and its mean over every 200 pairs is to stay within
 * ± 10 % of the mean of all.
 *
 *     npm run build && node bench/loader/memory.mjs [--folder cars] [--pairs 2000] [--workers 2]
 */
import { parseArgs } from 'node:util';
import { augment, loader } from 'segkit';
import { fileDataset } from 'segkit/node';
import { carPairs, defaultFolder } from './pairs.mjs';

const text = { type: 'string' };
const { values } = parseArgs({ options: { folder: text, pairs: text, workers: text } });
const count = Number(values.pairs ?? 2000);
const warmUp = 400;
const span = 200;
const dataset = await fileDataset(carPairs(values.folder ?? defaultFolder, warmUp + count));
const workers = Number(values.workers ?? 2);
const batches = loader(dataset, { batchSize: 8, size: 512, workers, augment: augment.horizontalFlip() });

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const sizes = [];
const means = [];
let read = 0;
for await (const { ids } of batches.epoch(1, { reuseMemory: true })) {
  read += ids.length;
  if (read <= warmUp) continue;
  sizes.push(process.memoryUsage.rss() / 2 ** 20);
  if ((read - warmUp) % span !== 0) continue;
  means.push(mean(sizes.slice(-span / 8)));
  console.log(`${read - warmUp} pairs: ${means.at(-1).toFixed(0)} MiB`);
}
await batches.close();

const all = mean(sizes);
const percent = (size) => `${size < all ? '−' : '+'}${Math.abs(100 * (size / all - 1)).toFixed(1)} %`;
const isFlat = means.every((one) => Math.abs(one / all - 1) <= 0.1);
console.log(
  `mean ${all.toFixed(0)} MiB; means of ${span} pairs from ${percent(Math.min(...means))} to ${percent(Math.max(...means))}`,
);
console.log(`single batches from ${percent(Math.min(...sizes))} to ${percent(Math.max(...sizes))}`);
console.log(isFlat ? 'flat' : 'NOT flat');
if (!isFlat) process.exitCode = 1;
