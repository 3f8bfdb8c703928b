/**
 * How long metrics take, in medians, against the obvious way to compute the same.
 *
 * `npx tsx bench/metrics.ts [backend] [repetitions]`, by default wasm and 15.
 */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import '../src/wasm/index.js';
import * as tf from '@tensorflow/tfjs-core';
import { matchInstances, segmentationMetrics, surfaceDistances } from '../src/metrics/index.js';
import { distanceTransform } from '../src/raster/distanceTransform.js';
import type { LabelMap } from '../src/raster/labelMap.js';
import { maskEdges } from '../src/raster/maskEdges.js';

const [backend = 'wasm', repetitions = '15'] = process.argv.slice(2);
tf.env().set('IS_TEST', true); // no banner
await tf.setBackend(backend);
await tf.ready();

await benchCounting();
await benchDistances();
await benchInstances();

async function benchCounting(): Promise<void> {
  for (const classes of [1, 11]) {
    const shape = [4, 256, 256, classes];
    const task = classes === 1 ? 'binary' : 'multiclass';
    console.log(`\ncounting [${shape}], ${task}`);
    const yTrue = tf.randomUniform([4, 256, 256], 0, Math.max(2, classes), 'int32', 1);
    const yPred = tf.randomNormal(shape, 0, 2, 'float32', 2);
    const truth = { data: yTrue.dataSync() as Int32Array, shape: [4, 256, 256] };
    const scores = { data: yPred.dataSync() as Float32Array, shape };
    const decisions = tf.cast(classes === 1 ? tf.greater(yPred, 0) : tf.argMax(yPred, -1), 'int32');
    const labels = { data: decisions.dataSync() as Int32Array, shape: [4, 256, 256] };
    const metrics = segmentationMetrics({ task, ...(classes > 1 && { classes }) });
    const count = (a: Parameters<typeof metrics.update>[0], b: Parameters<typeof metrics.update>[1]) => async () => {
      metrics.reset();
      await metrics.update(a, b);
    };
    const oneHot = (map: tf.Tensor): tf.Tensor =>
      tf.oneHot(tf.reshape(map, [map.size]) as tf.Tensor1D, Math.max(2, classes), 1, 0, 'float32');
    const naive = async (): Promise<void> => {
      const matrix = tf.tidy(() => {
        const predicted = tf.cast(classes === 1 ? tf.greater(yPred, 0) : tf.argMax(yPred, -1), 'int32');
        return tf.matMul(oneHot(yTrue), oneHot(predicted), true);
      });
      await matrix.data();
      matrix.dispose();
    };
    await compare(
      { [`tensors on ${backend}`]: count(yTrue, yPred), 'truth from memory': count(truth, yPred) },
      { 'one-hot matrices multiplied': naive },
    );
    await compare(
      { 'scores in memory': count(truth, scores), 'labels in memory': count(truth, labels) },
      { 'one class after the other': async () => naiveCounts(truth.data, labels.data, Math.max(2, classes)) },
    );
    tf.dispose([yTrue, yPred, decisions]);
  }
}

/** Four counts a class by four conditions a pixel. */
function naiveCounts(truth: Int32Array, labels: Int32Array, classes: number): number[][] {
  return Array.from({ length: classes }, (_, c) => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < truth.length; i++) counts[(truth[i] === c ? 2 : 0) + (labels[i] === c ? 1 : 0)]++;
    return counts;
  });
}

async function benchDistances(): Promise<void> {
  console.log('\ndistance transform');
  for (const size of [128, 256, 512, 1024]) {
    const mask = blobs(size, 3);
    const time = await median(() => distanceTransform(mask));
    const perPixel = ((time / size ** 2) * 1e6).toFixed(1);
    console.log(`  ${`${size}×${size}`.padEnd(52)} ${show(time)}   ${perPixel} ns a pixel`);
  }
  const [yTrue, yPred] = [blobs(128, 3), blobs(128, 4)];
  await compare({ '128×128': () => distanceTransform(yTrue) }, { 'every pair of pixels': () => naiveDistances(yTrue) });
  console.log('\nsurface distances');
  const [large, other] = [blobs(512, 3), blobs(512, 4)];
  await compare(
    { '128×128': () => surfaceDistances(yTrue, yPred) },
    { 'every pair of edge pixels': () => naiveSurface(yTrue, yPred) },
  );
  await compare(
    { '512×512': () => surfaceDistances(large, other) },
    { 'every pair of edge pixels': () => naiveSurface(large, other) },
  );
}

async function benchInstances(): Promise<void> {
  console.log('\nmatching 256 instances, 512×512');
  const ids = (shift: number): LabelMap => ({
    data: Int32Array.from({ length: 512 * 512 }, (_, i) => {
      const [x, y] = [(i % 512) + shift, (i >> 9) + shift];
      return x % 32 < 24 && y % 32 < 24 ? (y >> 5) * 17 + (x >> 5) + 1 : 0;
    }),
    width: 512,
    height: 512,
  });
  const [yTrue, yPred] = [ids(0), ids(3)];
  await compare(
    { matchInstances: () => matchInstances(yTrue, yPred) },
    { 'every pair of masks, 4 of 256': () => naiveMatches(yTrue, yPred, 4) },
  );
}

/** Overlaps of the first true instances with all predicted ones, a mask at a time. */
function naiveMatches(yTrue: LabelMap, yPred: LabelMap, count: number): number {
  let matched = 0;
  for (const trueId of [...new Set(yTrue.data)].filter((id) => id !== 0).slice(0, count)) {
    for (const id of new Set(yPred.data)) {
      let [both, either] = [0, 0];
      for (let i = 0; i < yTrue.data.length; i++) {
        const [a, b] = [yTrue.data[i] === trueId, yPred.data[i] === id];
        if (a && b) both++;
        if (a || b) either++;
      }
      if (2 * both > either) matched++;
    }
  }
  return matched;
}

function naiveDistances(mask: LabelMap): Float64Array {
  const { data, width } = mask;
  return Float64Array.from(data, (value, p) => {
    if (value === 0) return 0;
    let least = Infinity;
    for (let q = 0; q < data.length; q++) {
      if (data[q] !== 0) continue;
      const [rows, columns] = [((p / width) | 0) - ((q / width) | 0), (p % width) - (q % width)];
      least = Math.min(least, rows * rows + columns * columns);
    }
    return Math.sqrt(least);
  });
}

function naiveSurface(yTrue: LabelMap, yPred: LabelMap): number {
  const places = (mask: LabelMap): number[] =>
    [...maskEdges(mask).entries()].filter(([, edge]) => edge).map(([i]) => i);
  const [truth, prediction] = [places(yTrue), places(yPred)];
  const { width } = yTrue;
  const farthest = (from: number[], to: number[]): number => {
    let greatest = 0;
    for (const p of from) {
      let least = Infinity;
      for (const q of to) {
        const [rows, columns] = [((p / width) | 0) - ((q / width) | 0), (p % width) - (q % width)];
        least = Math.min(least, rows * rows + columns * columns);
      }
      greatest = Math.max(greatest, least);
    }
    return greatest;
  };
  return Math.sqrt(Math.max(farthest(truth, prediction), farthest(prediction, truth)));
}

/** Waves, cut at a height: about half of it is foreground. */
function blobs(size: number, seed: number): LabelMap {
  const data = Uint8Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [(i % size) / size, Math.floor(i / size) / size];
    return Math.sin(9 * x + seed) + Math.cos(11 * y - seed) + Math.sin(23 * x * y + seed) > 0.2 ? 1 : 0;
  });
  return { data, width: size, height: size };
}

/** Prints ours, then the other way with how many times longer it takes than our first. */
async function compare(ours: Record<string, () => unknown>, theirs: Record<string, () => unknown>): Promise<void> {
  let first = 0;
  for (const [name, call] of Object.entries(ours)) {
    const time = await median(call);
    first ||= time;
    console.log(`  ${name.padEnd(52)} ${show(time)}`);
  }
  for (const [name, call] of Object.entries(theirs)) {
    const time = await median(call);
    console.log(`  ${`  naive: ${name}`.padEnd(52)} ${show(time)}   ${(time / first).toFixed(1)}×`);
  }
}

function show(time: number): string {
  return `${time.toFixed(2).padStart(9)} ms`;
}

/** The median time of a call, after three that nobody measures; of fewer calls where they take seconds. */
async function median(call: () => unknown): Promise<number> {
  const begin = performance.now();
  for (let i = 0; i < 3 && performance.now() - begin < 1000; i++) await call();
  const times: number[] = [];
  while (times.length < Number(repetitions) && (times.length < 3 || performance.now() - begin < 5000)) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}
