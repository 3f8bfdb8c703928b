import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type AdaptivePoolOptions, adaptivePool } from '../../../src/ops/pooling/adaptivePool.js';
import { type PoolOptions, pool } from '../../../src/ops/pooling/pool.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const row = (...values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1]);
const sides = (pixels: number) =>
  [
    [0, 0],
    [pixels, pixels],
  ] as const;

/** Values far enough apart that a finite difference does not change which is the largest. */
function distinct(shape: readonly [number, number, number, number]): tf.Tensor4D {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor4d(
    Float32Array.from({ length: size }, (_, i) => (((i * 7919) % size) / size) * 20 - 10),
    [...shape],
  );
}

describeEachBackend('pool', () => {
  it('gives the values of PyTorch for padding, ceilMode and what counts', () => {
    tf.tidy(() => {
      const run = (options: Omit<PoolOptions, 'kind'>): tf.Tensor =>
        pool(row(1, 2, 3, 4, 5), { kind: 'average', ...options });
      expectAllClose(run({ size: [1, 2], ceilMode: true }), [1.5, 3.5, 5]);
      expectAllClose(run({ size: [1, 2] }), [1.5, 3.5]);
      const padded = { size: [1, 3], padding: sides(1), ceilMode: true } as const;
      expectAllClose(run({ ...padded, strides: [1, 2], countPadding: true }), [1, 3, 3]);
      expectAllClose(run({ ...padded, strides: [1, 2] }), [1.5, 3, 4.5]);
      expectAllClose(run({ ...padded, strides: [1, 3], countPadding: true }), [1, 4]);
      expectAllClose(run({ ...padded, size: [1, 2], strides: [1, 3], countPadding: true }), [0.5, 3.5]);
    });
  });

  it('takes the largest, padding never, not among negative numbers either', () => {
    tf.tidy(() => {
      const run = (options: Omit<PoolOptions, 'kind'>): tf.Tensor =>
        pool(row(-1, -2, -3, -4, -5), { kind: 'max', ...options });
      expectAllClose(run({ size: [1, 3], strides: [1, 2], padding: sides(1), ceilMode: true }), [-1, -2, -4]);
      expectAllClose(run({ size: [1, 2], ceilMode: true }), [-1, -3, -5]);
      expectAllClose(run({ size: 1, strides: [1, 2] }), [-1, -3, -5]);
      expectAllClose(run({ size: [1, 3], strides: [1, 2], padding: 'same' }), [-1, -2, -4]);
    });
  });

  const cases: readonly Omit<PoolOptions, 'kind'>[] = [
    { size: 2 },
    { size: 3, strides: 2, padding: 1 },
    { size: 3, strides: 2, ceilMode: true },
    { size: [3, 2], strides: [2, 1], padding: 'same' },
    { size: 3, strides: 2, padding: 1, countPadding: true, ceilMode: true },
    { size: 1, strides: 2 },
  ];
  it.each(cases)('has the right gradient: %j', (options) => {
    tf.tidy(() => {
      for (const kind of ['max', 'average'] as const) {
        checkGradient((x) => pool(x as tf.Tensor4D, { kind, ...options }), [distinct([2, 6, 7, 3])]);
      }
    });
  });

  it('says what cannot be', () => {
    tf.tidy(() => {
      const run = (options: PoolOptions) => (): unknown => pool(row(1, 2), options);
      expect(run({ kind: 'sum' as 'max', size: 2 })).toThrow('pool: kind is "sum". Use one of "max", "average".');
      expect(run({ kind: 'max', size: [1, 2], padding: 2 })).toThrow('pool: padding 2 is not less than the size [1,2]');
      expect(run({ kind: 'max', size: 3 })).toThrow('pool: a window of 3×3 (height×width) does not fit into 1×2');
      expect(run({ kind: 'max', size: 3, stride: 2 } as PoolOptions)).toThrow('Did you mean "strides"?');
    });
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([2, 6, 7, 3]);
    for (const kind of ['max', 'average'] as const) {
      const gradient = tf.grad((a) => pool(a as tf.Tensor4D, { kind, size: 3, strides: 2, padding: 1 }));
      await expectNoLeak(() => tf.dispose(gradient(x)));
    }
    x.dispose();
  });
});

describeEachBackend('adaptivePool', () => {
  it('gives the values computed by hand, of windows that overlap, that do not, and of one pixel', () => {
    tf.tidy(() => {
      const x = row(1, 2, 4, 8, 16);
      const run = (size: number, kind: AdaptivePoolOptions['kind'] = 'average'): tf.Tensor =>
        adaptivePool(x, { kind, size: [1, size] });
      expectAllClose(run(1), [6.2]);
      expectAllClose(run(2), [7 / 3, 28 / 3]);
      expectAllClose(run(3), [1.5, 14 / 3, 12]);
      expectAllClose(run(5), [1, 2, 4, 8, 16]);
      expectAllClose(run(10), [1, 1, 2, 2, 4, 4, 8, 8, 16, 16]);
      expectAllClose(run(2, 'max'), [4, 16]);
      expectAllClose(run(3, 'max'), [2, 8, 16]);
      expectAllClose(run(1, 'max'), [16]);
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      for (const kind of ['max', 'average'] as const) {
        for (const size of [1, 2, [3, 4], [4, 9]] as const) {
          checkGradient((x) => adaptivePool(x as tf.Tensor4D, { kind, size }), [distinct([2, 6, 7, 3])]);
        }
      }
    });
  });

  it('says what cannot be', () => {
    expect(() => adaptivePool(row(1, 2), { kind: 'max', size: 0 })).toThrow(
      'adaptivePool: size is 0. It must be a whole number of at least 1.',
    );
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([2, 6, 7, 3]);
    for (const kind of ['max', 'average'] as const) {
      const gradient = tf.grad((a) => adaptivePool(a as tf.Tensor4D, { kind, size: 4 }));
      await expectNoLeak(() => tf.dispose(gradient(x)));
    }
    x.dispose();
  });
});
