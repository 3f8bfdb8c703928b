/**
 * Pairs a second from JPEG and GIF files of 1918×1280 to flipped float32 batches of 512×512: the loader of the built
 * package with two workers beside a PyTorch DataLoader with two workers that reads the same files with OpenCV, in turns.
 *
 *     npm run build && PYTHON=/path/to/python node bench/loader/loader.mjs [--folder cars] [--rounds 3] [--pairs 128]
 *
 * Each side resizes by area, which is what OpenCV advises for pictures that shrink and what segkit does, and by two-tap
 * linear interpolation, which skips pixels; like is compared with like. Masks are resized by nearest on both sides. GIF files
 * are read by Pillow, which is faster than OpenCV, and by OpenCV. The first epoch of each is there to warm up. Python needs torch,
 * cv2 and PIL; without them segkit alone is timed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { augment, loader } from 'segkit';
import { fileDataset } from 'segkit/node';
import { carPairs, defaultFolder } from './pairs.mjs';

const text = { type: 'string' };
const { values } = parseArgs({ options: { folder: text, rounds: text, pairs: text, workers: text } });
const rounds = Number(values.rounds ?? 3);
const pairs = carPairs(values.folder ?? defaultFolder, Number(values.pairs ?? 128));
const shared = { size: 512, batchSize: 8, workers: Number(values.workers ?? 2) };
const epochs = 2;

async function timeSegkit(resize) {
  const { size, ...options } = shared;
  const flip = augment.horizontalFlip();
  // By area is what the option size does; two taps have to be asked for.
  const twoTaps = augment.resize({ width: size, height: size, interpolation: 'bilinear' });
  const how =
    resize === 'area' ? { size, augment: flip } : { augment: augment.compose([twoTaps, flip], { fuse: false }) };
  const batches = loader(await fileDataset(pairs), { ...options, ...how });
  const timed = [];
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const busy = process.cpuUsage();
    const start = performance.now();
    let count = 0;
    for await (const batch of batches.epoch(epoch, { reuseMemory: true })) count += batch.ids.length;
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(busy);
    timed.push({ pairs: count, seconds, processorSeconds: (user + system) / 1e6 });
  }
  await batches.close();
  return timed.slice(1);
}

function timeTorch(python, options) {
  const files = pairs.map(({ image, mask }) => [image, mask]);
  const input = JSON.stringify({ ...shared, ...options, epochs, pairs: files });
  const script = join(import.meta.dirname, 'torchLoader.py');
  const output = execFileSync(python, [script], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] });
  const { epochs: timed, versions } = JSON.parse(output);
  peerVersions = versions;
  return timed;
}

let peerVersions = '';
const python = process.env.PYTHON ?? 'python3';
const hasPeer = spawnSync(python, ['-c', 'import torch, cv2, PIL'], { stdio: 'ignore' }).status === 0;
if (!hasPeer) console.log(`${python} has no torch, cv2 and PIL: segkit alone is timed (set PYTHON).`);

const own = ['area', 'linear'];
const peers = [
  { name: 'torch, area, GIF by Pillow', options: { resize: 'area', gif: 'Pillow' } },
  { name: 'torch, area, GIF by OpenCV', options: { resize: 'area', gif: 'OpenCV' } },
  { name: 'torch, linear, GIF by Pillow', options: { resize: 'linear', gif: 'Pillow' } },
  { name: 'torch, linear, GIF by OpenCV', options: { resize: 'linear', gif: 'OpenCV' } },
];
const results = new Map();
const keep = (name, more) => results.set(name, [...(results.get(name) ?? []), ...more]);
for (let round = 0; round < rounds; round++) {
  for (const resize of own) keep(`segkit, ${resize}`, await timeSegkit(resize));
  for (const { name, options } of hasPeer ? peers : []) keep(name, timeTorch(python, options));
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const rate = (name) => median(results.get(name).map((one) => one.pairs / one.seconds));
const cost = (name) => median(results.get(name).map((one) => (1000 * one.processorSeconds) / one.pairs));
console.log(
  `${shared.workers} workers, ${pairs.length} pairs an epoch, medians of ${rounds * epochs} epochs. ${peerVersions}`,
);
for (const name of results.keys()) {
  const measured = `${rate(name).toFixed(1).padStart(6)} pairs/s ${cost(name).toFixed(1).padStart(6)} ms of processor a pair`;
  const ours = `segkit, ${name.split(', ')[1]}`;
  const ratio = name === ours ? '' : `   segkit: ${(rate(ours) / rate(name)).toFixed(2)}× the pairs a second`;
  const share = name === ours ? '' : `, ${(cost(ours) / cost(name)).toFixed(2)}× the processor time`;
  console.log(`${name.padEnd(29)} ${measured}${ratio}${share}`);
}
