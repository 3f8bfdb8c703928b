/**
 * One training step of a U-Net (depth 4, filters 16, batch normalisation, batch 4×128×128×3) out of raw tfjs ops, to see
 * what the wasm backend spends its time on: `npx tsx bench/wasm/rawUnetStep.ts [simd|composed] [profile]`.
 */
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { batchNormTrain } from '../../src/ops/normalization/batchNormTrain.js';
import { prepareWasm } from '../../src/wasm/index.js';

type Image = tf.Tensor4D;

const depth = 4;
const filters = 16;
const variables: tf.Variable[] = [];

function variable(value: tf.Tensor): tf.Variable {
  const made = tf.variable(value);
  variables.push(made);
  return made;
}

function convolution(size: number, inputs: number, outputs: number): (x: Image) => Image {
  const scale = Math.sqrt(2 / (size * size * inputs));
  const kernel = variable(tf.randomNormal([size, size, inputs, outputs], 0, scale)) as tf.Variable<tf.Rank.R4>;
  return (x) => tf.conv2d(x, kernel, 1, 'same');
}

function batchNorm(channels: number): (x: Image) => Image {
  const gamma = variable(tf.ones([channels])) as tf.Variable<tf.Rank.R1>;
  const beta = variable(tf.zeros([channels])) as tf.Variable<tf.Rank.R1>;
  return (x) => batchNormTrain(x, gamma, beta, { epsilon: 1e-3 }).y;
}

function block(inputs: number, outputs: number): (x: Image) => Image {
  const steps = [
    convolution(3, inputs, outputs),
    batchNorm(outputs),
    convolution(3, outputs, outputs),
    batchNorm(outputs),
  ];
  return (x) => tf.relu(steps[3](steps[2](tf.relu(steps[1](steps[0](x))))));
}

function unet(): (x: Image) => Image {
  const widths = Array.from({ length: depth + 1 }, (_, level) => filters * 2 ** level);
  const down = widths.map((width, level) => block(level === 0 ? 3 : widths[level - 1], width));
  const up = widths.slice(0, depth).map((width, level) => convolution(2, widths[level + 1], width));
  const merge = widths.slice(0, depth).map((width) => block(2 * width, width));
  const head = convolution(1, filters, 1);
  return (image) => {
    const skips: Image[] = [];
    let x = image;
    for (let level = 0; level < depth; level++) {
      skips.push(down[level](x));
      x = tf.maxPool(skips[level], 2, 2, 'valid');
    }
    x = down[depth](x);
    for (let level = depth - 1; level >= 0; level--) {
      const larger = tf.image.resizeNearestNeighbor(x, [x.shape[1] * 2, x.shape[2] * 2]);
      x = merge[level](tf.concat([skips[level], up[level](larger)], 3));
    }
    return head(x);
  };
}

async function main(): Promise<void> {
  const kernels = process.argv.includes('composed') ? 'composed' : 'simd';
  console.log(await prepareWasm({ kernels }));
  const model = unet();
  const x = tf.randomUniform<tf.Rank.R4>([4, 128, 128, 3]);
  const y = tf.cast(tf.greater(tf.randomUniform([4, 128, 128, 1]), 0.5), 'float32');
  const optimizer = tf.train.adam(1e-3);
  const step = (): number => {
    const cost = optimizer.minimize(() => tf.losses.sigmoidCrossEntropy(y, model(x)) as tf.Scalar, true, variables)!;
    const value = cost.dataSync()[0];
    cost.dispose();
    return value;
  };
  for (let i = 0; i < 5; i++) step();
  const times: number[] = [];
  const processor: number[] = [];
  let loss = 0;
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    const usage = process.cpuUsage();
    loss = step();
    times.push(performance.now() - start);
    processor.push(process.cpuUsage(usage).user / 1000);
  }
  const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
  const [middle, least] = [sorted(times)[5], times[0]];
  console.log(`step: median ${middle.toFixed(0)} ms, fastest ${least.toFixed(0)} ms; loss ${loss.toFixed(4)}`);
  // Tells how much of that is this process, where others use the machine too.
  console.log(`processor time: median ${sorted(processor)[5].toFixed(0)} ms`);
  if (process.argv.includes('profile')) await profile(step);
}

/** Sums up the time of each kernel over five steps. */
async function profile(step: () => number): Promise<void> {
  const totals = new Map<string, { ms: number; calls: number }>();
  const backend = tf.getBackend();
  for (const config of tf.getKernelsForBackend(backend)) {
    const { kernelFunc } = config;
    const total = { ms: 0, calls: 0 };
    totals.set(config.kernelName, total);
    config.kernelFunc = (call) => {
      const start = performance.now();
      const result = kernelFunc(call);
      total.ms += performance.now() - start;
      total.calls++;
      return result;
    };
  }
  const start = performance.now();
  for (let i = 0; i < 5; i++) step();
  const all = (performance.now() - start) / 5;
  const rows = [...totals].filter(([, { calls }]) => calls > 0).sort(([, a], [, b]) => b.ms - a.ms);
  let inKernels = 0;
  for (const [name, { ms, calls }] of rows) {
    inKernels += ms / 5;
    console.log(
      `${name.padEnd(28)} ${(ms / 5).toFixed(2).padStart(8)} ms  ${(calls / 5).toFixed(0).padStart(5)} calls`,
    );
  }
  console.log(`in kernels ${inKernels.toFixed(0)} ms of ${all.toFixed(0)} ms`);
}

await main();
