/**
 * Pairs a second from JPEG and GIF files of 1918×1280 to flipped float32 batches of 512×512: segkit's loader with two
 * workers beside a PyTorch DataLoader with two workers that reads the same files with OpenCV, in turns.
 *
 *     PYTHON=/path/to/python npx tsx bench/loader/loader.ts [--folder data/benchCars] [--rounds 3] [--pairs 128]
 *
 * Each side resizes by area, which is what OpenCV advises for pictures that shrink and what segkit does; OpenCV is timed
 * by two-tap linear interpolation too, which skips pixels. Masks are resized by nearest on both sides. GIF files are read
 * by Pillow, which is faster than OpenCV, and by OpenCV. Python needs torch, cv2 and PIL; without it only segkit is
 * timed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { horizontalFlip } from '../../src/augment/index.js';
import { loader } from '../../src/data/loader.js';
import { type FileSample, fileDataset } from '../../src/node/sources/fileDataset.js';
import { carPairs } from './pairs.js';

interface Epoch {
  readonly pairs: number;
  readonly seconds: number;
  /** `null` where the platform does not tell. */
  readonly processorSeconds: number | null;
}

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { folder: text, rounds: text, pairs: text, drawn: text, workers: text } });
const folder = values.folder ?? join(import.meta.dirname, '../../data/benchCars');
const rounds = Number(values.rounds ?? 3);
const pairs = await carPairs(folder, Number(values.drawn ?? 16), Number(values.pairs ?? 128));
const shared = { size: 512, batchSize: 8, workers: Number(values.workers ?? 2) };
const epochs = 2;

async function timeSegkit(files: readonly FileSample[]): Promise<Epoch[]> {
  const dataset = await fileDataset(files);
  const batches = loader(dataset, { ...shared, augment: horizontalFlip() });
  const timed: Epoch[] = [];
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const busy = process.cpuUsage();
    const start = performance.now();
    let count = 0;
    for await (const batch of batches.epoch(epoch)) count += batch.ids.length;
    const { user, system } = process.cpuUsage(busy);
    const seconds = (performance.now() - start) / 1000;
    timed.push({ pairs: count, seconds, processorSeconds: (user + system) / 1e6 });
  }
  await batches.close();
  return timed.slice(1);
}

function timeTorch(python: string, options: object): Epoch[] {
  const input = JSON.stringify({ ...shared, ...options, epochs, pairs: pairs.map(({ image, mask }) => [image, mask]) });
  const script = join(import.meta.dirname, 'torchLoader.py');
  const output = execFileSync(python, [script], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] });
  return (JSON.parse(output) as { epochs: Epoch[] }).epochs;
}

const python = process.env.PYTHON ?? 'python3';
const hasPeer = spawnSync(python, ['-c', 'import torch, cv2, PIL'], { stdio: 'ignore' }).status === 0;
if (!hasPeer) console.log(`${python} has no torch, cv2 and PIL: segkit alone is timed (set PYTHON).`);

const peers = [
  { name: 'torch, area, GIF by Pillow', options: { resize: 'area', gif: 'Pillow' } },
  { name: 'torch, area, GIF by OpenCV', options: { resize: 'area', gif: 'OpenCV' } },
  { name: 'torch, linear, GIF by Pillow', options: { resize: 'linear', gif: 'Pillow' } },
];
const results = new Map<string, Epoch[]>();
const keep = (name: string, more: readonly Epoch[]): unknown =>
  results.set(name, [...(results.get(name) ?? []), ...more]);
for (let round = 0; round < rounds; round++) {
  keep('segkit, area', await timeSegkit(pairs));
  for (const { name, options } of hasPeer ? peers : []) keep(name, timeTorch(python, options));
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const rate = (name: string): number => median((results.get(name) ?? []).map((one) => one.pairs / one.seconds));
const cost = (name: string): number =>
  median((results.get(name) ?? []).map((one) => (1000 * (one.processorSeconds ?? Number.NaN)) / one.pairs));
console.log(`${shared.workers} workers, ${pairs.length} pairs an epoch, medians of ${rounds * epochs} epochs:`);
for (const name of results.keys()) {
  const own = name.startsWith('segkit');
  const ratios = own
    ? ''
    : `  segkit is ${(rate('segkit, area') / rate(name)).toFixed(2)}× as fast, ` +
      `for ${(cost('segkit, area') / cost(name)).toFixed(2)}× the processor time`;
  console.log(
    `${name.padEnd(30)} ${rate(name).toFixed(1).padStart(6)} pairs/s ${cost(name).toFixed(1).padStart(6)} ms of processor a pair${ratios}`,
  );
}
