import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareWasm, wasmKernels } from '../../src/wasm/index.js';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { type ConvCase, convCases, describeCase, filterShape, hasOutput, outputShape, rimCases } from './convCases.js';
import { onBackend, values } from './onBackend.js';

/** The convolution and both its gradients, by the kernels that the backend has registered. */
function allThree(conv: ConvCase): tf.Tensor[] {
  const { strides, pad } = conv;
  const x = values(conv.input, 1);
  const filter = values(filterShape(conv), 2);
  const dy = values(outputShape(conv), 3);
  const attributes = { strides, pad, dataFormat: 'NHWC' } as unknown as tf.NamedAttrMap;
  return [
    tf.conv2d(x, filter, strides, pad),
    tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: filterShape(conv) }),
    tf.engine().runKernel('Conv2DBackpropInput', { dy, filter }, { ...attributes, inputShape: [...conv.input] }),
  ] as tf.Tensor[];
}

async function expectSameAsCpu(run: () => tf.Tensor[]): Promise<void> {
  const expected = await onBackend('cpu', run);
  const actual = await onBackend('wasm', run);
  actual.forEach((result, i) => {
    expect(result.shape).toEqual(expected[i].shape);
    // Winograd's algorithm trades some of float32's precision for speed: the house rule is 1e-4 of the largest value.
    expectAllClose(result.values, expected[i].values, { rtol: 0, atol: 1e-6, atolOfMax: 3e-5 });
  });
}

describe.each(['simd', 'composed'] as const)('convolution and its gradients on wasm (%s), against cpu', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  test('the kernels are those that were asked for', () => expect(wasmKernels().kernels).toBe(kernels));

  test.each(convCases.filter(hasOutput).map((conv) => [describeCase(conv), conv] as const))('%s', (_, conv) =>
    expectSameAsCpu(() => allThree(conv)),
  );

  test.each(rimCases.map((conv) => [describeCase(conv), conv] as const))('rim: %s', (_, conv) =>
    expectSameAsCpu(() => allThree(conv)),
  );

  test('random shapes', async () => {
    const side = fc.integer({ min: 1, max: 5 });
    const cases = fc.record({
      input: fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 1, max: 21 }),
      ),
      filter: fc.oneof(fc.tuple(side, side), fc.constant([3, 3] as const)),
      outputs: fc.integer({ min: 1, max: 21 }),
      strides: fc.oneof(
        fc.constant<[number, number]>([1, 1]),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      ),
      pad: fc.oneof(fc.constant('same' as const), fc.constant('valid' as const), fc.integer({ min: 0, max: 4 })),
    });
    await fc.assert(
      fc.asyncProperty(cases.filter(hasOutput), (conv) => expectSameAsCpu(() => allThree(conv))),
      { numRuns: 150 },
    );
  });

  test('rounding of a numeric padding', async () => {
    for (const dimRoundingMode of ['floor', 'round', 'ceil'] as const) {
      await expectSameAsCpu(() => {
        const x = values([1, 8, 8, 3], 1);
        const filter = values([3, 3, 3, 4], 2);
        const forward = tf.conv2d(x, filter, 2, 0, 'NHWC', 1, dimRoundingMode);
        const dy = tf.neg(forward);
        const attributes = { strides: 2, pad: 0, dataFormat: 'NHWC', dimRoundingMode };
        const backwards = { ...attributes, filterShape: filter.shape };
        return [forward, tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, backwards) as tf.Tensor];
      });
    }
  });
});

describe.each(['simd', 'composed'] as const)('transposed convolution on wasm (%s), against cpu', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  const cases = [1, 2, 3].flatMap((stride) =>
    [1, 2, 3, 4].flatMap((size) => (['same', 'valid'] as const).map((pad) => ({ stride, size, pad }))),
  );
  test.each(cases)('stride $stride, filter $size×$size, $pad', async ({ stride, size, pad }) => {
    const length = (input: number): number => (pad === 'same' ? input * stride : (input - 1) * stride + size);
    await expectSameAsCpu(() => {
      const x = values([2, 5, 6, 8], 4);
      const filter = values([size, size, 7, 8], 5);
      const forward = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.conv2dTranspose(a as tf.Tensor4D, b as tf.Tensor4D, [2, length(5), length(6), 7], stride, pad);
      const gradients = tf.grads((a, b) => tf.sum(tf.square(forward(a, b))))([x, filter]);
      return [forward(x, filter), ...gradients];
    });
  });
});

describe.each(['simd', 'composed'] as const)('convolution on wasm (%s)', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  test('second-order gradients', () =>
    expectSameAsCpu(() => {
      const x = values([1, 5, 5, 3], 6);
      const filter = values([3, 3, 3, 4], 7);
      const convolution = (a: tf.Tensor): tf.Tensor => tf.square(tf.conv2d(a as tf.Tensor4D, filter, 1, 'same'));
      const gradient = tf.grad((a: tf.Tensor) => tf.sum(convolution(a)));
      return [tf.grad((a: tf.Tensor) => tf.sum(tf.square(gradient(a))))(x)];
    }));

  test('dilated, forward', async () => {
    for (const pad of ['same', 'valid', 2] as const) {
      await expectSameAsCpu(() => [
        tf.conv2d(values([2, 11, 9, 5], 1), values([3, 3, 5, 6], 2), 1, pad, 'NHWC', [2, 3]),
      ]);
    }
  });

  const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
  test.each(activations)('fused with a bias and %s', async (activation) => {
    for (const [size, outputs] of [
      [3, 8],
      [2, 5],
      [1, 3],
      [5, 12],
    ]) {
      await expectSameAsCpu(() => [
        tf.fused.conv2d({
          x: values([2, 9, 10, 6], 1),
          filter: tf.mul<tf.Tensor4D>(values([size, size, 6, outputs], 2), 4),
          strides: 1,
          pad: 'same',
          bias: values([outputs], 3),
          activation,
          leakyreluAlpha: 0.3,
          preluActivationWeights: activation === 'prelu' ? values([1, 1, outputs], 4) : undefined,
        }),
      ]);
    }
  });

  test('fused, with the gradient of the bias', () =>
    expectSameAsCpu(() => {
      const [x, filter, bias] = [values([2, 6, 7, 4], 1), values([3, 3, 4, 5], 2), values([5], 3)];
      const convolution = (...args: tf.Tensor[]): tf.Tensor =>
        tf.square(
          tf.fused.conv2d({
            x: args[0] as tf.Tensor4D,
            filter: args[1] as tf.Tensor4D,
            bias: args[2],
            strides: 1,
            pad: 'same',
          }),
        );
      return tf.grads((...args) => tf.sum(convolution(...args)))([x, filter, bias]);
    }));

  test('NaN reaches the result, through relu too', async () => {
    await switchBackend('wasm');
    tf.tidy(() => {
      const x = tf.fill([1, 8, 8, 8], Number.NaN) as tf.Tensor4D;
      for (const size of [1, 2, 3, 5]) {
        const filter = tf.ones([size, size, 8, 8]) as tf.Tensor4D;
        const y = tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias: tf.ones([8]), activation: 'relu' });
        expect(y.dataSync().every(Number.isNaN), `filter ${size}×${size}`).toBe(true);
      }
    });
  });

  test('numbers beside the picture do not reach the result, were they NaN', async () => {
    await switchBackend('wasm');
    // What is freed here is what the next tensors and the scratch memory are likely to lie in.
    tf.tidy(() => tf.fill([1 << 20], Number.NaN));
    await expectSameAsCpu(() =>
      allThree({ input: [1, 6, 5, 3], filter: [3, 3], outputs: 5, strides: [1, 1], pad: 'same' }),
    );
  });

  test('right while the memory grows', async () => {
    await switchBackend('wasm');
    const kept: tf.Tensor[] = [];
    const conv: ConvCase = { input: [1, 16, 16, 9], filter: [3, 3], outputs: 7, strides: [1, 1], pad: 'same' };
    for (let i = 0; i < 4; i++) {
      kept.push(tf.zeros([1 << 23])); // 32 MiB each
      await expectSameAsCpu(() => allThree(conv));
    }
    tf.dispose(kept);
  });

  test('a filter that does not fit is refused', async () => {
    await switchBackend('wasm');
    expect(() => tf.conv2d(values([1, 4, 4, 2], 1), values([7, 7, 2, 2], 2), 1, 'valid')).toThrow(
      'wasm backend, Conv2D: a filter of 7×7 does not fit into an input of 4×4 with padding "valid". ' +
        'Take a larger input or pad "same".',
    );
  });

  test('NCHW is refused with a cure', async () => {
    await switchBackend('wasm');
    const x = values([1, 3, 5, 5], 1);
    const dy = values([1, 4, 5, 5], 2);
    const filter = values([3, 3, 3, 4], 3);
    const attributes = { strides: 1, pad: 'same', dataFormat: 'NCHW' };
    expect(() =>
      tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: filter.shape }),
    ).toThrow(
      'wasm backend, Conv2DBackpropFilter: dataFormat is NCHW. Only NHWC is supported: transpose to [batch, height, width, channels].',
    );
    expect(() =>
      tf.engine().runKernel('Conv2DBackpropInput', { dy, filter }, { ...attributes, inputShape: x.shape }),
    ).toThrow('wasm backend, Conv2DBackpropInput: dataFormat is NCHW.');
  });

  test('no tensor is left behind, and the heap does not grow', async () => {
    await switchBackend('wasm');
    const conv: ConvCase = { input: [2, 33, 31, 12], filter: [3, 3], outputs: 20, strides: [1, 1], pad: 'same' };
    const run = (): void => tf.dispose(tf.tidy(() => allThree(conv)));
    await expectNoLeak(run);
    const heap = (): number =>
      (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.buffer.byteLength;
    const before = heap();
    for (let i = 0; i < 100; i++) run();
    expect(heap()).toBe(before);
  });
});

test('Winograd with many channels stays within 1e-4 of the largest value', async () => {
  const conv: ConvCase = { input: [1, 12, 12, 384], filter: [3, 3], outputs: 384, strides: [1, 1], pad: 'same' };
  await prepareWasm({ kernels: 'composed' });
  const expected = await onBackend('wasm', () => allThree(conv));
  await prepareWasm();
  const actual = await onBackend('wasm', () => allThree(conv));
  for (const [i, result] of actual.entries()) {
    expectAllClose(result.values, expected[i].values, { rtol: 0, atol: 0, atolOfMax: 1e-4 });
  }
});
