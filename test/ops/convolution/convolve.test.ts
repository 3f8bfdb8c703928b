import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type ConvolveOptions, convolve } from '../../../src/ops/convolution/convolve.js';
import { type ConvolveTransposedOptions, convolveTransposed } from '../../../src/ops/convolution/convolveTransposed.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const row = (...values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1]);
const kernelRow = (...values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, values.length, 1, 1]);

describeEachBackend('convolve', () => {
  it('gives the values computed by hand for each padding, stride and dilation', () => {
    tf.tidy(() => {
      const x = row(1, 2, 3, 4, 5);
      const kernel = kernelRow(1, 10, 100);
      const run = (options: ConvolveOptions): tf.Tensor => convolve(x, kernel, options);
      expectAllClose(run({}), [210, 321, 432, 543, 54]);
      expectAllClose(run({ padding: 'valid' }), [321, 432, 543]);
      expectAllClose(run({ padding: 'valid', strides: 2 }), [321, 543]);
      expectAllClose(run({ padding: 'valid', dilation: [1, 2] }), [531]);
      expectAllClose(run({ dilation: [1, 2], strides: [1, 2] }), [310, 531, 53]);
      const onlyLeft = [
        [0, 0],
        [2, 0],
      ] as const;
      expectAllClose(run({ padding: onlyLeft }), [100, 210, 321, 432, 543]);
    });
  });

  it('keeps groups apart', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
      const kernel = tf.tensor4d([1, 2, 3, 4, 10, 20, 30, 40], [1, 1, 2, 4]);
      expectAllClose(convolve(x, kernel, { groups: 2 }), [21, 42, 129, 172]);
      const each = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 8]);
      expectAllClose(convolve(x, each, { groups: 4 }), [1, 2, 6, 8, 15, 18, 28, 32]);
    });
  });

  it('leaves out taps that see nothing but padding, and nothing else', () => {
    tf.tidy(() => {
      const x = randomTensor([1, 4, 5, 2]);
      const kernel = randomTensor([3, 3, 2, 3], 2);
      const middle = tf.slice(kernel, [1, 1, 0, 0], [1, 1, 2, 3]);
      expectAllClose(convolve(x, kernel, { dilation: 6, padding: 6 }), convolve(x, middle));
      const gradient = tf.grad((k) => convolve(x, k as tf.Tensor4D, { dilation: 6, padding: 6 }))(kernel);
      expect([...gradient.dataSync().subarray(0, 24)].every((value) => value === 0)).toBe(true);
    });
  });

  const cases: readonly (ConvolveOptions & { readonly kernel: readonly number[] })[] = [
    { kernel: [3, 3, 4, 3], strides: 2, padding: 1 },
    { kernel: [3, 2, 4, 3], strides: [1, 2], padding: 'same' },
    { kernel: [3, 3, 4, 3], dilation: 2, padding: 2 },
    { kernel: [3, 3, 4, 3], dilation: [3, 1], strides: 2, padding: 'same' },
    { kernel: [3, 3, 2, 6], groups: 2, padding: 1 },
    { kernel: [3, 3, 2, 6], groups: 2, strides: 2, dilation: 2, padding: 2 },
    { kernel: [3, 3, 1, 8], groups: 4, strides: 2, padding: 1 },
    { kernel: [3, 3, 1, 4], groups: 4, dilation: 2 },
  ];
  it.each(cases)('has the right gradient: %j', ({ kernel, ...options }) => {
    tf.tidy(() => {
      const f = (x: tf.Tensor, k: tf.Tensor): tf.Tensor => convolve(x as tf.Tensor4D, k as tf.Tensor4D, options);
      checkGradient(f, [randomTensor([2, 6, 7, 4]), randomTensor(kernel, 2)]);
    });
  });

  it('says what does not go together, and what to do', () => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 6]);
      const run =
        (kernel: [number, number, number, number], options: ConvolveOptions = {}) =>
        (): unknown =>
          convolve(x, tf.zeros<tf.Rank.R4>(kernel), options);
      expect(run([3, 3, 6, 4], { groups: 2 })).toThrow(
        'convolve: the kernel 3×3×6×4 (height×width×in×out) is for 12 input channels in 2 groups, the input has 6. ' +
          "Make the kernel's third side 3.",
      );
      expect(run([3, 3, 2, 4], { groups: 3 })).toThrow('convolve: 3 groups do not divide 4 output channels.');
      expect(run([7, 7, 6, 4], { padding: 'valid' })).toThrow(
        'convolve: a window of 7×7 (height×width) does not fit into 4×4, padded 4×4. Take a larger picture, a smaller ' +
          'window or padding "same".',
      );
      expect(run([3, 3, 6, 4], { padding: -1 })).toThrow(
        'convolve: padding is -1. Use "same", "valid", a whole number',
      );
      expect(run([3, 3, 6, 4], { strides: 0 })).toThrow(
        'convolve: strides is 0. It must be a whole number of at least 1.',
      );
      expect(run([3, 3, 6, 4], { dilations: 2 } as ConvolveOptions)).toThrow(
        'convolve: unknown option "dilations". Did you mean "dilation"?',
      );
    });
  });

  it('leaves no tensor behind', async () => {
    const [x, kernel] = [randomTensor([2, 6, 6, 4]), randomTensor([3, 3, 2, 4], 2)];
    for (const options of [{ groups: 2 }, { groups: 2, dilation: 2, strides: 2 }]) {
      const gradients = tf.grads((a, b) => convolve(a as tf.Tensor4D, b as tf.Tensor4D, options));
      await expectNoLeak(() => tf.dispose(convolve(x, kernel, options)));
      await expectNoLeak(() => tf.dispose(gradients([x, kernel])));
    }
    tf.dispose([x, kernel]);
  });
});

describeEachBackend('convolveTransposed', () => {
  it('gives the values computed by hand for each padding', () => {
    tf.tidy(() => {
      const run = (options: ConvolveTransposedOptions): tf.Tensor =>
        convolveTransposed(row(1, 2), kernelRow(1, 10, 100), { strides: [1, 2], ...options });
      expectAllClose(run({ padding: 'valid' }), [1, 10, 102, 20, 200]);
      expectAllClose(run({ padding: 'same' }), [1, 10, 102, 20]);
      const sides = (left: number, right: number) =>
        [
          [0, 0],
          [left, right],
        ] as const;
      expectAllClose(run({ padding: sides(1, 1) }), [10, 102, 20]);
      expectAllClose(run({ padding: sides(1, 1), outputPadding: [0, 1] }), [10, 102, 20, 200]);
      expectAllClose(run({ padding: sides(1, 0), outputPadding: [0, 1] }), [10, 102, 20, 200, 0]);
    });
  });

  const cases: readonly (ConvolveTransposedOptions & { readonly size: [number, number] })[] = [
    { size: [2, 2], strides: 2 },
    { size: [4, 4], strides: 2, padding: 1 },
    { size: [3, 3], strides: 2, padding: 1, outputPadding: 1 },
    { size: [3, 2], strides: [1, 3], padding: 'valid', outputPadding: [0, 2] },
    { size: [5, 3], strides: 1, padding: 'same' },
  ];
  it.each(cases)('has the right gradient: %j', ({ size, ...options }) => {
    tf.tidy(() => {
      const f = (x: tf.Tensor, k: tf.Tensor): tf.Tensor =>
        convolveTransposed(x as tf.Tensor4D, k as tf.Tensor4D, options);
      checkGradient(f, [randomTensor([2, 3, 4, 3]), randomTensor([...size, 2, 3], 2)]);
    });
  });

  it('says what does not go together, and what to do', () => {
    tf.tidy(() => {
      const run =
        (options: ConvolveTransposedOptions, channels = 3) =>
        (): unknown =>
          convolveTransposed(tf.zeros([1, 2, 2, 3]), tf.zeros([3, 3, 4, channels]), options);
      expect(run({}, 5)).toThrow('is for 5 input channels, the input has 3. Make the kernel');
      expect(run({ padding: 3 })).toThrow('convolveTransposed: padding 3 leaves nothing. Take less.');
      expect(run({ strides: 2, padding: 1, outputPadding: 2 })).toThrow(
        'convolveTransposed: outputPadding 2 is not less than strides 2. Take a smaller one.',
      );
    });
  });

  it('leaves no tensor behind', async () => {
    const [x, kernel] = [randomTensor([2, 3, 3, 2]), randomTensor([3, 3, 4, 2], 2)];
    const gradients = tf.grads((a, b) =>
      convolveTransposed(a as tf.Tensor4D, b as tf.Tensor4D, { strides: 2, padding: 1, outputPadding: 1 }),
    );
    await expectNoLeak(() => tf.dispose(gradients([x, kernel])));
    tf.dispose([x, kernel]);
  });
});
