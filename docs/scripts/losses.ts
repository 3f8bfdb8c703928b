/**
 * Draws `docs/guides/figures/losses.svg`: what the same small network learns with each loss where 3 % of the pixels are
 * foreground and noise hides some of them. Run it with `npx tsx docs/scripts/losses.ts`; it takes a few minutes.
 */
import { writeFile } from 'node:fs/promises';
import '../../src/wasm/index.js';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { random } from '../../src/core/random.js';
import * as losses from '../../src/losses/index.js';

const size = 64;
const steps = 300;

interface Subject {
  readonly title: string;
  readonly loss: losses.Loss;
  /** Half of the steps with cross-entropy and Dice first, for losses that find nothing by themselves. */
  readonly isSecond?: boolean;
}

const start = sum([1, losses.binaryCrossEntropy()], [1, losses.diceLoss()]);
const subjects: readonly Subject[] = [
  { title: 'binaryCrossEntropy', loss: losses.binaryCrossEntropy() },
  { title: '… with posWeight 10', loss: losses.binaryCrossEntropy({ posWeight: 10 }) },
  { title: 'focalLoss', loss: losses.focalLoss() },
  { title: 'topKCrossEntropy', loss: losses.topKCrossEntropy({ k: 10 }) },
  { title: 'ohemCrossEntropy', loss: losses.ohemCrossEntropy({ minKept: 400 }) },
  { title: 'diceLoss', loss: losses.diceLoss() },
  { title: 'jaccardLoss', loss: losses.jaccardLoss() },
  { title: 'tverskyLoss', loss: losses.tverskyLoss() },
  { title: 'focalTverskyLoss', loss: losses.focalTverskyLoss() },
  { title: 'generalizedDiceLoss', loss: losses.generalizedDiceLoss() },
  { title: 'mccLoss', loss: losses.mccLoss() },
  { title: 'unifiedFocalLoss', loss: losses.unifiedFocalLoss() },
  { title: 'cross-entropy + Dice', loss: start },
  { title: 'lovaszLoss', loss: losses.lovaszLoss() },
  { title: 'lovaszLoss ²', loss: losses.lovaszLoss(), isSecond: true },
  { title: 'clDiceLoss ²', loss: losses.clDiceLoss(), isSecond: true },
  {
    title: 'Dice + boundaryLoss ²',
    loss: sum([1, losses.diceLoss()], [0.02, losses.boundaryLoss()]),
    isSecond: true,
  },
  {
    title: 'Dice + hausdorffLoss ²',
    loss: sum([1, losses.diceLoss()], [0.1, losses.hausdorffLoss({ scale: 'log' })]),
    isSecond: true,
  },
];

function sum(...terms: losses.CombineTerm[]): losses.Loss {
  return losses.combine(terms);
}

/** A thin curve and a few discs, brighter than the noise around them by little more than the noise itself. */
function example(seed: number): { image: Float32Array; mask: Int32Array } {
  const draw = random('figure of losses', seed);
  const mask = new Int32Array(size * size);
  const [phase, slope] = [draw.uniform(0, 6), draw.uniform(-0.4, 0.4)];
  for (let x = 4; x < size - 4; x++) {
    const y = Math.round(size / 2 + slope * (x - size / 2) + 9 * Math.sin(phase + x / 9));
    if (y >= 0 && y < size) mask[y * size + x] = 1;
  }
  for (let i = 0; i < 3; i++) {
    const [cx, cy, radius] = [draw.uniform(6, size - 6), draw.uniform(6, size - 6), draw.uniform(1.5, 3)];
    for (let j = 0; j < mask.length; j++) {
      if (Math.hypot((j % size) - cx, Math.floor(j / size) - cy) <= radius) mask[j] = 1;
    }
  }
  const image = Float32Array.from(mask, (label) => 0.3 + 0.25 * label + draw.normal(0, 0.13));
  return { image, mask };
}

function batchOf(seeds: readonly number[]): { x: tf.Tensor4D; y: tf.Tensor3D } {
  const examples = seeds.map(example);
  const join = <T extends Float32Array | Int32Array>(parts: readonly T[]): number[] =>
    parts.flatMap((part) => [...part]);
  return {
    x: tf.tensor4d(join(examples.map(({ image }) => image)), [seeds.length, size, size, 1]),
    y: tf.tensor3d(join(examples.map(({ mask }) => mask)), [seeds.length, size, size], 'int32'),
  };
}

function network(): layers.LayersModel {
  const convolution = (filters: number, seed: number, rest: object): layers.layers.Layer =>
    layers.layers.conv2d({
      filters,
      kernelSize: 3,
      padding: 'same',
      kernelInitializer: layers.initializers.glorotUniform({ seed }),
      ...rest,
    });
  return layers.sequential({
    layers: [
      convolution(8, 1, { inputShape: [size, size, 1], activation: 'relu' }),
      convolution(8, 2, { activation: 'relu' }),
      convolution(1, 3, {}),
    ],
  });
}

/** Probabilities of the test picture after training. */
function train({ loss, isSecond = false }: Subject, test: tf.Tensor4D): Float32Array {
  const model = network();
  const optimizer = tf.train.adam(0.01);
  const { x, y } = batchOf([1, 2, 3, 4]);
  for (let step = 0; step < steps; step++) {
    const now = isSecond && step < steps / 2 ? start : loss;
    optimizer.minimize(() => now(y, model.apply(x, { training: true }) as tf.Tensor));
  }
  const probabilities = tf.tidy(() => tf.sigmoid(model.predict(test) as tf.Tensor).dataSync() as Float32Array);
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
  return probabilities.slice();
}

const colors = { background: '#eceff1', hit: '#1b5e8c', alarm: '#f0a30a', miss: '#d81b78' };

interface Panel {
  readonly title: string;
  readonly note: string;
  readonly pixels: string;
}

/** A picture of a few colours as a data URI. */
async function pngOf(rgb: Uint8Array): Promise<string> {
  const png = await sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .png({ palette: true, colours: 16, compressionLevel: 9, effort: 10 })
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

function paint(colorAt: (i: number) => string): Promise<string> {
  const rgb = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const color = Number.parseInt(colorAt(i).slice(1), 16);
    rgb.set([color >> 16, (color >> 8) & 255, color & 255], i * 3);
  }
  return pngOf(rgb);
}

async function judge(title: string, probabilities: Float32Array, mask: Int32Array): Promise<Panel> {
  const counts = { hit: 0, alarm: 0, miss: 0, background: 0 };
  const kinds = Array.from(mask, (label, i) => {
    const kind = probabilities[i] > 0.5 ? (label ? 'hit' : 'alarm') : label ? 'miss' : 'background';
    counts[kind]++;
    return kind;
  });
  const { hit, alarm, miss } = counts;
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(2));
  const note = `P ${share(hit, hit + alarm)}  R ${share(hit, hit + miss)}  Dice ${share(2 * hit, 2 * hit + alarm + miss)}`;
  return { title, note, pixels: await paint((i) => colors[kinds[i]]) };
}

function draw(panels: readonly Panel[]): string {
  const [columns, edge, gap, text] = [5, 192, 22, 42];
  const rows = Math.ceil(panels.length / columns);
  const [width, height] = [columns * (edge + gap) + gap, rows * (edge + text) + gap + 34];
  const legend = [
    ['hit', 'found'],
    ['miss', 'missed'],
    ['alarm', 'false alarm'],
  ] as const;
  const body = panels.map(({ title, note, pixels }, i) => {
    const [x, y] = [gap + (i % columns) * (edge + gap), gap + Math.floor(i / columns) * (edge + text)];
    return (
      `<g transform="translate(${x} ${y})"><image width="${edge}" height="${edge}" href="${pixels}"/>` +
      `<text y="${edge + 15}" class="t">${title}</text><text y="${edge + 30}" class="n" xml:space="preserve">${note}</text></g>`
    );
  });
  const keys = legend.map(
    ([kind, name], i) =>
      `<rect x="${gap + i * 110}" y="${height - 32}" width="14" height="14" fill="${colors[kind]}"/>` +
      `<text x="${gap + 20 + i * 110}" y="${height - 20}" class="n">${name}</text>`,
  );
  const remark = `<text x="${gap + 360}" y="${height - 20}" class="n">² the second half of the steps, after cross-entropy + Dice; P precision, R recall</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Masks learned with each loss">` +
    `<style>image{image-rendering:pixelated}text{font-family:system-ui,sans-serif;fill:#1c1c1c}.t{font-size:13px;font-weight:600}.n{font-size:12px;fill:#444}</style>` +
    `<rect width="${width}" height="${height}" fill="#fff"/>${body.join('')}${keys.join('')}${remark}</svg>\n`
  );
}

await tf.setBackend('wasm');
const held = example(99);
const test = tf.tensor4d(held.image, [1, size, size, 1]);
const grey = (value: number): string => {
  const level = Math.round(Math.max(0, Math.min(15, value * 16))) * 17;
  return `#${level.toString(16).padStart(2, '0').repeat(3)}`;
};
const foreground = held.mask.reduce((count, label) => count + label, 0) / held.mask.length;
const panels: Panel[] = [
  { title: 'the picture', note: 'not seen in training', pixels: await paint((i) => grey(held.image[i])) },
  {
    title: 'its mask',
    note: `${(foreground * 100).toFixed(1)} % foreground`,
    pixels: await paint((i) => (held.mask[i] ? colors.hit : colors.background)),
  },
];
for (const subject of subjects) {
  const begin = performance.now();
  const panel = await judge(subject.title, train(subject, test), held.mask);
  console.log(subject.title.padEnd(26), panel.note, `${((performance.now() - begin) / 1000).toFixed(1)} s`);
  panels.push(panel);
}
const file = new URL('../guides/figures/losses.svg', import.meta.url);
const svg = draw(panels);
await writeFile(file, svg);
console.log(`${(svg.length / 1000).toFixed(1)} kB`);
