import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { firstHalf } from '../../src/core/pictureTree.js';
import { batchNormTrain } from '../../src/ops/normalization/batchNormTrain.js';
import { prepareWasm } from '../../src/wasm/index.js';
import { values } from './onBackend.js';

beforeAll(async () => {
  await prepareWasm();
});

test.each([
  [1, 0],
  [2, 0],
  [3, 2],
  [4, 2],
  [5, 4],
  [8, 4],
  [9, 8],
  [16, 8],
])('of %i pictures, %i make the first half', (pictures, half) => expect(firstHalf(pictures)).toBe(half));

type Gradient = (x: tf.Tensor4D, dy: tf.Tensor4D) => tf.Tensor;

const filterGradient =
  (filterShape: [number, number, number, number]): Gradient =>
  (x, dy) =>
    tf
      .engine()
      .runKernel(
        'Conv2DBackpropFilter',
        { x, dy },
        { filterShape, strides: 1, pad: 'same', dataFormat: 'NHWC', dimRoundingMode: undefined as unknown as string },
      ) as tf.Tensor;

/** Sums over all pictures of a batch: by Winograd's algorithms, by columns, of one channel each, of what is added to all. */
const gradients: Readonly<Record<string, { inputs: number; outputs: number; gradient: Gradient }>> = {
  'a 3×3 filter': { inputs: 16, outputs: 24, gradient: filterGradient([3, 3, 16, 24]) },
  'a 2×2 filter': { inputs: 16, outputs: 8, gradient: filterGradient([2, 2, 16, 8]) },
  'a 1×1 filter': { inputs: 5, outputs: 3, gradient: filterGradient([1, 1, 5, 3]) },
  'a filter for each channel': {
    inputs: 6,
    outputs: 6,
    gradient: (x, dy) =>
      tf
        .engine()
        .runKernel(
          'DepthwiseConv2dNativeBackpropFilter',
          { x, dy },
          { filterShape: [3, 3, 6, 1], strides: 1, dilations: 1, pad: 'same' },
        ) as tf.Tensor,
  },
  'a bias': { inputs: 1, outputs: 7, gradient: (_, dy) => tf.sum(dy, [0, 1, 2]) },
};

describe.each(Object.entries(gradients))('the gradient of %s', (_, { inputs, outputs, gradient }) => {
  it.each([
    [4, 2],
    [8, 4],
    [7, 4],
  ])('of %i pictures is to the bit that of the first %i and that of the rest', (pictures, half) => {
    tf.tidy(() => {
      const x = values([pictures, 9, 11, inputs], 1) as tf.Tensor4D;
      const dy = values([pictures, 9, 11, outputs], 2) as tf.Tensor4D;
      const part = (first: number, count: number): tf.Tensor =>
        gradient(
          tf.slice(x, [first, 0, 0, 0], [count, -1, -1, -1]),
          tf.slice(dy, [first, 0, 0, 0], [count, -1, -1, -1]),
        );
      const parts = tf.add(part(0, half), part(half, pictures - half));
      expect(gradient(x, dy).dataSync()).toEqual(parts.dataSync());
    });
  });
});

describe('batch normalisation of a part of a batch', () => {
  it.each([2, 3, 1])('of 8 or 5 pictures, %i of them elsewhere, is to the bit a part of that of all', (elsewhere) => {
    const pictures = elsewhere === 2 ? 8 : 5;
    const [height, width, channels] = [7, 5, 6];
    const [gamma, beta] = [3, 4].map((seed) => tf.reshape(values([channels], seed), [channels]) as tf.Tensor1D);
    const x = values([pictures, height, width, channels], 1) as tf.Tensor4D;
    const dy = values([pictures, height, width, channels], 2) as tf.Tensor4D;
    const here = pictures - elsewhere;
    const pick = (all: tf.Tensor4D, first: number, count: number): tf.Tensor4D =>
      tf.slice(all, [first, 0, 0, 0], [count, -1, -1, -1]);

    /** What each part gives the others: from a first run of both, in which each is told of the other's earlier word. */
    const rounds: Float64Array[][] = [[], []];
    const run = (index: number): { y: tf.Tensor; gradients: tf.Tensor[] } => {
      let round = 0;
      const parts = {
        index,
        gather: (own: Float64Array): Float64Array[] => {
          rounds[index][round] = own;
          const all = [0, 1].map((part) => rounds[part][round] ?? new Float64Array(own.length).fill(1));
          round++;
          return all;
        },
      };
      const [first, count] = index === 0 ? [0, here] : [here, elsewhere];
      const normalize = (...inputs: tf.Tensor[]): tf.Tensor =>
        batchNormTrain(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor1D, inputs[2] as tf.Tensor1D, { parts }).y;
      const inputs = [pick(x, first, count), gamma, beta];
      return { y: normalize(...inputs), gradients: tf.grads(normalize)(inputs, pick(dy, first, count)) };
    };
    tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak
    // Statistics are known after the first run of both, and sums of gradients, which need them, after the second.
    for (let time = 0; time < 3; time++) for (const index of [0, 1]) run(index);
    const [first, second] = [run(0), run(1)];

    const whole = (...inputs: tf.Tensor[]): tf.Tensor =>
      batchNormTrain(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor1D, inputs[2] as tf.Tensor1D).y;
    const [dx, dGamma, dBeta] = tf.grads(whole)([x, gamma, beta], dy);
    expect(tf.concat([first.y, second.y]).dataSync()).toEqual(whole(x, gamma, beta).dataSync());
    expect(tf.concat([first.gradients[0], second.gradients[0]]).dataSync()).toEqual(dx.dataSync());
    expect(first.gradients[1].dataSync()).toEqual(dGamma.dataSync());
    expect(first.gradients[2].dataSync()).toEqual(dBeta.dataSync());
    expect(second.gradients[1].dataSync()).toEqual(tf.zerosLike(dGamma).dataSync());
  });
});
