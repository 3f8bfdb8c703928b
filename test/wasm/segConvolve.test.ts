import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, test } from 'vitest';
import { type ConvolveOptions, convolve } from '../../src/ops/convolution/convolve.js';
import { prepareWasm } from '../../src/wasm/index.js';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { onBackend, values } from './onBackend.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

interface Case extends ConvolveOptions {
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number, number, number];
}

const cases: readonly Case[] = [
  // Every width of a group: one, fewer than four, four, between four and eight, eight, more.
  { x: [2, 9, 11, 8], kernel: [3, 3, 2, 4], groups: 4 },
  { x: [2, 9, 11, 16], kernel: [3, 3, 4, 16], groups: 4 },
  { x: [2, 9, 11, 12], kernel: [3, 3, 6, 10], groups: 2 },
  { x: [1, 9, 11, 32], kernel: [3, 3, 16, 32], groups: 2 },
  { x: [1, 7, 5, 26], kernel: [3, 3, 13, 22], groups: 2 },
  { x: [2, 6, 7, 6], kernel: [3, 3, 1, 18], groups: 6, dilation: 2 },
  // Groups so large that each is taken by itself.
  { x: [3, 8, 9, 64], kernel: [3, 3, 32, 48], groups: 2, padding: 1 },
  { x: [2, 8, 9, 48], kernel: [2, 2, 24, 64], groups: 2 },
  // Strides, dilation, padding.
  { x: [2, 9, 12, 8], kernel: [3, 3, 4, 8], groups: 2, strides: 2, padding: 1 },
  { x: [2, 9, 12, 8], kernel: [3, 3, 4, 8], groups: 2, strides: [1, 3], padding: 'valid' },
  { x: [2, 9, 12, 8], kernel: [3, 3, 4, 8], groups: 2, dilation: [2, 1] },
  { x: [2, 9, 12, 8], kernel: [3, 3, 4, 8], groups: 2, dilation: [1, 3], padding: 2 },
  { x: [2, 12, 13, 8], kernel: [3, 5, 4, 12], groups: 2, dilation: 2, strides: 2, padding: 4 },
  {
    x: [1, 8, 9, 8],
    kernel: [2, 4, 4, 8],
    groups: 2,
    padding: [
      [0, 3],
      [2, 1],
    ],
  },
  { x: [1, 5, 5, 4], kernel: [1, 1, 2, 4], groups: 2, strides: 2 },
  { x: [1, 5, 5, 4], kernel: [1, 1, 2, 4], groups: 2, padding: 2 },
  { x: [0, 5, 5, 4], kernel: [3, 3, 2, 4], groups: 2 },
  // Dilated, in one group and depthwise.
  { x: [2, 9, 11, 5], kernel: [3, 3, 5, 6], dilation: 2 },
  { x: [2, 9, 11, 5], kernel: [3, 3, 5, 6], dilation: 4, padding: 3 },
  { x: [2, 9, 11, 5], kernel: [3, 3, 5, 6], dilation: [2, 3], strides: 2, padding: 2 },
  { x: [2, 6, 6, 5], kernel: [3, 3, 5, 6], dilation: 12, padding: 12 },
  { x: [2, 9, 11, 6], kernel: [3, 3, 1, 6], groups: 6, dilation: 2 },
  { x: [2, 9, 11, 6], kernel: [3, 3, 1, 6], groups: 6, dilation: [3, 2], strides: 2, padding: 3 },
  // Strides larger than the window.
  { x: [1, 5, 5, 2], kernel: [2, 1, 1, 2], groups: 2, strides: [1, 3], padding: 'same' },
  { x: [1, 7, 5, 3], kernel: [1, 2, 3, 2], strides: [3, 1], padding: 'same' },
];

/** The convolution and both its gradients. */
function allThree({ x: input, kernel: shape, ...options }: Case): tf.Tensor[] {
  const [x, kernel] = [values(input, 1), values(shape, 2)];
  const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => convolve(a as tf.Tensor4D, b as tf.Tensor4D, options);
  const y = f(x, kernel);
  return [y, ...tf.grads(f)([x, kernel], values(y.shape, 3))];
}

async function expectSameAsCpu(conv: Case): Promise<void> {
  const expected = await onBackend('cpu', () => allThree(conv));
  const actual = await onBackend('wasm', () => allThree(conv));
  actual.forEach((result, i) => {
    expectAllClose(result.values, expected[i].values, { rtol: 0, atol: 1e-6, atolOfMax: 3e-5 });
  });
}

describe.each(['simd', 'composed'] as const)(
  'dilated and grouped convolutions on wasm (%s), against cpu',
  (kernels) => {
    beforeAll(async () => {
      await prepareWasm({ kernels });
    });

    test.each(cases.map((conv) => [JSON.stringify(conv), conv] as const))('%s', (_, conv) => expectSameAsCpu(conv));

    test('random shapes', async () => {
      const small = fc.integer({ min: 1, max: 3 });
      const any = fc
        .record({
          count: fc.integer({ min: 1, max: 3 }),
          size: fc.tuple(fc.integer({ min: 5, max: 14 }), fc.integer({ min: 5, max: 14 })),
          groups: fc.integer({ min: 1, max: 4 }),
          inputs: fc.integer({ min: 1, max: 9 }),
          outputs: fc.integer({ min: 1, max: 17 }),
          taps: fc.tuple(small, small),
          strides: fc.tuple(small, small),
          dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
          padding: fc.oneof(
            fc.constant('same' as const),
            fc.constant('valid' as const),
            fc.integer({ min: 0, max: 3 }),
          ),
        })
        .map(
          ({ count, size, groups, inputs, outputs, taps, ...options }): Case => ({
            x: [count, ...size, groups * inputs],
            kernel: [...taps, inputs, groups * outputs],
            groups,
            ...options,
          }),
        );
      await fc.assert(fc.asyncProperty(any, expectSameAsCpu), { numRuns: 60 });
    });

    test('leaves no tensor behind', async () => {
      await switchBackend('wasm');
      await expectNoLeak(() => tf.dispose(tf.tidy(() => allThree(cases[6]))));
    });
  },
);
