import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { onBackend, values } from './onBackend.js';

describe('UnsortedSegmentSum on wasm', () => {
  beforeAll(() => switchBackend('wasm'));

  test('by hand', () => {
    const sums = tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
      const ids = tf.tensor1d([2, 0, 2, 5], 'int32');
      return tf.unsortedSegmentSum(x, ids, 3).arraySync();
    });
    expect(sums).toEqual([
      [3, 4],
      [0, 0],
      [6, 8],
    ]);
  });

  test.each([
    { shape: [6], ids: [0, 1, 1, 4, 0, 2], segments: 5 },
    { shape: [6, 3], ids: [0, 1, 1, 4, 0, 2], segments: 5 },
    { shape: [4, 2, 3], ids: [-1, 3, 0, 3], segments: 3 },
    { shape: [3, 2], ids: [0, 0, 0], segments: 1 },
  ])('against cpu: $shape into $segments', async ({ shape, ids, segments }) => {
    const run = (): tf.Tensor => tf.unsortedSegmentSum(values(shape, 1), tf.tensor1d(ids, 'int32'), segments);
    const [expected] = await onBackend('cpu', run);
    const [actual] = await onBackend('wasm', run);
    expect(actual.shape).toEqual(expected.shape);
    expectAllClose(actual.values, expected.values);
  });

  test('is the gradient of gather along any axis', async () => {
    for (const axis of [0, 1, 2]) {
      const run = (): tf.Tensor => {
        const ids = tf.tensor1d([1, 0, 1, 2], 'int32');
        return tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.gather(x, ids, axis))))(values([3, 4, 5], 2));
      };
      const [expected] = await onBackend('cpu', run);
      const [actual] = await onBackend('wasm', run);
      expectAllClose(actual.values, expected.values);
    }
  });

  test('every pixel gathered takes memory for the pixels alone', async () => {
    await switchBackend('wasm');
    const size = 1 << 18;
    const total = tf.tidy(() => {
      const order = tf.range(size - 1, -1, -1, 'int32');
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, order), tf.range(0, size))));
      return gradient(tf.zeros([size])).dataSync();
    });
    expect([total[0], total[1], total[size - 1]]).toEqual([size - 1, size - 2, 0]);
  });

  test('no tensor is left behind', () =>
    expectNoLeak(() =>
      tf.tidy(() => tf.unsortedSegmentSum(values([3, 2], 1), tf.tensor1d([0, 1, 1], 'int32'), 2).dataSync()),
    ));
});
