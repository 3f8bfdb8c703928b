import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { batchNormTrain } from '../../src/ops/normalization/batchNormTrain.js';
import { prepareWasm } from '../../src/wasm/index.js';
import { values } from './onBackend.js';

/** A small network with every kernel of a U-Net's training: convolutions, normalisation, pooling, resizing, a skip. */
function network(x: tf.Tensor4D, [first, second, up, head, gamma, beta]: readonly tf.Tensor[]): tf.Tensor {
  const convolution = (a: tf.Tensor, filter: tf.Tensor): tf.Tensor4D =>
    tf.conv2d(a as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
  const skip = tf.relu(
    batchNormTrain(convolution(x, first), gamma as tf.Tensor1D, beta as tf.Tensor1D, { epsilon: 1e-3 }).y,
  );
  const deep = tf.relu(convolution(tf.maxPool(skip, 2, 2, 'valid'), second)) as tf.Tensor4D;
  const large = convolution(tf.image.resizeNearestNeighbor(deep, [16, 16]), up);
  return convolution(tf.concat([skip, large], 3), head);
}

describe.each(['simd', 'composed'] as const)('training on wasm (%s)', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  test('60 steps learn, leave no tensor behind and do not grow the heap', () => {
    // Intermediate tensors that a custom gradient saves look like a leak to tfjs's own check, which tests turn on.
    tf.env().set('IS_TEST', false);
    const shapes = [[3, 3, 3, 8], [3, 3, 8, 16], [2, 2, 16, 8], [1, 1, 16, 1], [8], [8]];
    const start = shapes.map((shape, i) => (i === 4 ? tf.ones(shape) : tf.mul(values(shape, i + 1), 0.3)));
    const variables = start.map((value) => tf.variable(value));
    const x = values([2, 16, 16, 3], 9);
    const target = tf.cast(tf.greater(tf.sum(x, 3, true), 0), 'float32');
    const optimizer = tf.train.adam(0.02);
    const step = (): number => {
      const cost = optimizer.minimize(() => tf.losses.sigmoidCrossEntropy(target, network(x, variables)), true)!;
      const [value] = cost.dataSync();
      cost.dispose();
      return value;
    };
    const heap = (): number =>
      (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.buffer.byteLength;
    const first = step();
    for (let i = 0; i < 9; i++) step();
    const [tensors, bytes] = [tf.memory().numTensors, heap()];
    let last = first;
    for (let i = 0; i < 50; i++) last = step();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(heap()).toBe(bytes);
    expect(last).toBeLessThan(first / 2);
    tf.env().set('IS_TEST', true);
    tf.dispose([...start, ...variables, x, target]);
    optimizer.dispose();
  });
});
