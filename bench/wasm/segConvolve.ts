/**
 * Grouped and dilated convolutions of well-known networks, forward and with both gradients, by segkit's kernels against the
 * same made of ops of tfjs, in one run: `npx tsx bench/wasm/segConvolve.ts [part of a name]`. Times are medians; let the
 * machine be calm.
 */
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry } from '../../src/ops/convolution/convolutionGeometry.js';
import { type ConvolveOptions, convolve } from '../../src/ops/convolution/convolve.js';
import { composeConvolution } from '../../src/ops/convolution/convolveComposed.js';
import { prepareWasm } from '../../src/wasm/index.js';

interface Case extends ConvolveOptions {
  readonly name: string;
  readonly x: [number, number, number, number];
  readonly kernel: [number, number, number, number];
}

const resnext = (size: number, channels: number, strides = 1): Case => ({
  name: `resnext50_32x4d, ${size}×${size}×${channels}${strides > 1 ? ', stride 2' : ''}`,
  x: [2, size, size, channels],
  kernel: [3, 3, channels / 32, channels],
  groups: 32,
  strides,
  padding: 1,
});

const cases: readonly Case[] = [
  resnext(64, 128),
  resnext(64, 256, 2),
  resnext(32, 256),
  resnext(32, 512, 2),
  resnext(16, 512),
  resnext(8, 1024),
  {
    name: 'resnext101_32x16d, 16×16×2048',
    x: [1, 16, 16, 2048],
    kernel: [3, 3, 64, 2048],
    groups: 32,
    padding: 1,
  },
  ...[6, 12, 24].map(
    (dilation): Case => ({
      name: `ASPP, 32×32×256 → 256, rate ${dilation}`,
      x: [2, 32, 32, 256],
      kernel: [3, 3, 256, 256],
      dilation,
    }),
  ),
  ...[2, 12].map(
    (dilation): Case => ({
      name: `depthwise, 32×32×256, rate ${dilation}`,
      x: [2, 32, 32, 256],
      kernel: [3, 3, 1, 256],
      groups: 256,
      dilation,
    }),
  ),
  { name: 'dilated ResNet, 32×32×256 → 256, rate 2', x: [2, 32, 32, 256], kernel: [3, 3, 256, 256], dilation: 2 },
];

type Convolution = (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor;

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1];
}

/** Runs to the end. What `tidy` is given back it looks through, number by number: so it is given nothing. */
function timed(run: () => readonly tf.Tensor[]): void {
  tf.tidy(() => {
    for (const tensor of run()) tensor.dataSync();
  });
}

/** Forward alone, and with both gradients, of each way in turn. */
function measure(ways: readonly Convolution[], x: tf.Tensor, kernel: tf.Tensor): number[][] {
  const times: number[][] = ways.map(() => []);
  const both: number[][] = ways.map(() => []);
  for (let round = -2; round < 7; round++) {
    ways.forEach((way, i) => {
      const start = performance.now();
      timed(() => [way(x, kernel)]);
      const middle = performance.now();
      timed(() => tf.grads((a, b) => tf.sum(way(a, b)))([x, kernel]));
      if (round < 0) return;
      times[i].push(middle - start);
      both[i].push(performance.now() - middle);
    });
  }
  return ways.map((_, i) => [median(times[i]), median(both[i])]);
}

await prepareWasm();
const wanted = process.argv[2] ?? '';
for (const { name, x: shape, kernel: kernelShape, ...options } of cases) {
  if (!name.includes(wanted)) continue;
  const [x, kernel] = [tf.randomNormal(shape), tf.randomNormal(kernelShape)];
  const geometry = convolutionGeometry('bench', shape, kernelShape, options);
  const ways: Convolution[] = [
    (a, b) => composeConvolution(a as tf.Tensor4D, b as tf.Tensor4D, geometry),
    (a, b) => convolve(a as tf.Tensor4D, b as tf.Tensor4D, options),
  ];
  const [portable, own] = measure(ways, x, kernel);
  const products = shape[0] * (shape[1] / geometry.strides[0]) * (shape[2] / geometry.strides[1]);
  const operations = 2 * products * kernelShape.reduce((product, side) => product * side, 1);
  const column = (i: number): string =>
    `${portable[i].toFixed(1)} → ${own[i].toFixed(1)} ms (${(portable[i] / own[i]).toFixed(1)}×)`.padEnd(28);
  const speed = `${(operations / own[0] / 1e6).toFixed(0)} GFLOP/s`;
  console.log(`${name.padEnd(44)} forward ${column(0)} with gradients ${column(1)} ${speed}`);
  tf.dispose([x, kernel]);
}
