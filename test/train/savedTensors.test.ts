import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { lossGradients } from '../../src/train/lossGradients.js';
import { describeEachBackend } from '../helpers/backends.js';
import { peakBytes } from '../helpers/peakBytes.js';
import { randomTensor } from '../helpers/tensors.js';

type Operation = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.Tensor;

/** Operations of which less is saved than tfjs saves, by kernel. */
const operations: Readonly<Record<string, Operation>> = {
  Add: (a, b) => tf.add(a, tf.mean(b, [1, 2], true)),
  AddN: (a, b) => tf.addN([a, b, a]),
  Concat: (a, b) => tf.concat([a, b, tf.slice(a, [0, 0, 0, 1], [-1, -1, -1, 1])], 3),
  ExpandDims: (a, b) => tf.mul(tf.expandDims(a, 1), tf.expandDims(b, 1)),
  Mean: (a, b) => tf.mul(tf.mean(a, [1, 2], true), b),
  Pack: (a, b) => tf.stack([a, b], 2),
  PadV2: (a, b) =>
    tf.mul(
      tf.pad(a, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
      tf.pad(b, [
        [0, 0],
        [2, 1],
        [1, 0],
        [0, 0],
      ]),
    ),
  Reshape: (a, b) => tf.matMul(tf.reshape(a, [-1, 3]), tf.reshape(b, [3, -1])),
  Slice: (a, b) => tf.mul(tf.slice(a, [0, 1, 0, 0], [-1, 2, -1, -1]), tf.slice(b, [0, 0, 0, 0], [-1, 2, -1, -1])),
  Sub: (a, b) => tf.sub(tf.sum(a, 3, true), b),
  Sum: (a, b) => tf.mul(tf.sum(a, [0, 2], true), b),
  Relu: (a, b) => tf.mul(tf.relu(a), tf.relu(tf.neg(b))),
  LeakyRelu: (a, b) => tf.mul(tf.leakyRelu(a, 0.2), tf.leakyRelu(b, 0)),
  'LeakyRelu below a negative slope': (a, b) => tf.mul(tf.leakyRelu(a, -0.5), tf.leakyRelu(tf.leakyRelu(b, 0.1), -2)),
};

describeEachBackend('what is saved for the backward pass', () => {
  it.each(Object.entries(operations))('gives the gradients of tf.variableGrads: %s', (_, operation) => {
    const [a, b] = [1, 2].map((seed) => tf.variable(randomTensor([2, 4, 5, 3], seed)));
    const loss = (): tf.Scalar => tf.sum(tf.square(operation(a as tf.Tensor4D, b as tf.Tensor4D)));
    const before = tf.memory().numTensors;
    const [ours, stock] = [lossGradients, tf.variableGrads as typeof lossGradients].map((compute) => {
      const { value, grads } = compute(loss, [a, b]);
      const values = [value, grads[a.name], grads[b.name]].map((tensor) => [...tensor.dataSync()]);
      tf.dispose([value, grads]);
      return values;
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(stock[1].some((slope) => slope !== 0)).toBe(true);
    expect(ours).toEqual(stock);
    tf.dispose([a, b]);
  });

  it('keeps NaN in what comes through a ReLU', () => {
    const a = tf.variable(tf.tensor1d([Number.NaN, 1]));
    const { value, grads } = lossGradients(() => tf.sum(tf.square(tf.relu(a))), [a]);
    expect(Number.isNaN(value.dataSync()[0])).toBe(true);
    expect(Number.isNaN(grads[a.name].dataSync()[0])).toBe(true);
    expect(grads[a.name].dataSync()[1]).toBe(2);
    tf.dispose([a, value, grads]);
  });

  it('lets go of what only a shape is needed of', () => {
    const a = tf.variable(tf.ones([100_000]));
    const chain = (): tf.Scalar => {
      let x: tf.Tensor = a as tf.Tensor;
      for (let i = 0; i < 20; i++) {
        const last = x;
        x = tf.tidy(() => tf.relu(tf.add(last, tf.sub(last, 1))));
        if (i > 0) last.dispose();
      }
      return tf.sum(x);
    };
    const run = (compute: typeof lossGradients) => () => {
      const { value, grads } = compute(chain, [a]);
      tf.dispose([value, grads]);
    };
    const stock = peakBytes(run(tf.variableGrads as typeof lossGradients));
    const ours = peakBytes(run(lossGradients));
    // Of each round the output of the ReLU stays, where tfjs keeps what goes into all three.
    expect(ours).toBeLessThan(27 * 400_000);
    expect(stock).toBeGreaterThan(60 * 400_000);
    a.dispose();
  });
});
