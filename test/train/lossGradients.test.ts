import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { unet } from '../../src/models/index.js';
import { lossGradients } from '../../src/train/lossGradients.js';
import { describeEachBackend } from '../helpers/backends.js';
import { peakBytes } from '../helpers/peakBytes.js';

describeEachBackend('lossGradients', () => {
  it('gives the gradients of tf.variableGrads for a U-Net, bit for bit, with two thirds of its memory at most', () => {
    const model = unet({ inputShape: [32, 32, 3], depth: 2, filters: 8, seed: 1 });
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const x = tf.randomUniform([2, 32, 32, 3], 0, 1, 'float32', 7);
    const loss = (): tf.Scalar => tf.mean(tf.square(model.apply(x, { training: true }) as tf.Tensor));
    const found: Record<string, number[]>[] = [];
    const read = (compute: typeof lossGradients) => () => {
      const { value, grads } = compute(loss, variables);
      found.push(Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, [...gradient.dataSync()]])));
      found[found.length - 1].loss = [...value.dataSync()];
      tf.dispose([value, grads]);
    };
    const before = tf.memory().numTensors;
    const stock = peakBytes(read(tf.variableGrads as typeof lossGradients));
    const ours = peakBytes(read(lossGradients));
    expect(tf.memory().numTensors).toBe(before);
    expect(Object.keys(found[0]).length).toBe(variables.length + 1);
    expect(found[1]).toEqual(found[0]);
    expect(ours).toBeLessThan((2 / 3) * stock);
    tf.dispose(x);
    model.dispose();
  });

  it('takes gradients within the loss, and gradients of those', () => {
    const a = tf.variable(tf.tensor1d([1, 2, 3]));
    const cube = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.mul(x, x));
    // The penalty of a gradient: (3a²)², by which 36a³ flows back.
    const penalty = (): tf.Scalar => tf.sum(tf.square(tf.grad(cube)(a as tf.Tensor)));
    const before = tf.memory().numTensors;
    const { value, grads } = lossGradients(penalty, [a]);
    expect([...grads[a.name].dataSync()]).toEqual([36, 288, 972]);
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(before);
    a.dispose();
  });

  it('leaves the engine as it was, also where the loss throws', () => {
    const engine = tf.engine() as unknown as Record<string, unknown>;
    const parts = ['clone', 'getTensorsForGradient', 'runKernelFunc'];
    const stock = parts.map((part) => engine[part]);
    const a = tf.variable(tf.scalar(2));
    const { value, grads } = lossGradients(() => tf.square(a) as tf.Scalar, [a]);
    expect(parts.map((part) => engine[part])).toEqual(stock);
    const fail = (): tf.Scalar => {
      throw new Error('no loss');
    };
    expect(() => lossGradients(fail, [a])).toThrow('no loss');
    expect(parts.map((part) => engine[part])).toEqual(stock);
    tf.dispose([value, grads, a]);
  });

  it('follows tensors that are used often, handed through, or come from outside', () => {
    const a = tf.variable(tf.tensor1d([1, 2, 3]));
    const b = tf.variable(tf.tensor1d([4, 5, 6]));
    const outside = tf.tensor1d([7, 8, 9]);
    // Its gradient is the caller's own tensor, once for each input. TensorFlow.js alone would free that.
    const odd = tf.customGrad((x, y) => ({
      value: tf.add(x as tf.Tensor, y as tf.Tensor),
      gradFunc: () => [outside, outside],
    }));
    const loss = (): tf.Scalar => {
      const sum = tf.add(a, b); // hands the same gradient to both
      const both = tf.add(tf.add(sum, sum), tf.reshape(sum, [3])); // 3(a+b)
      const skip = tf.concat([both, tf.clone(sum)]);
      return tf.add(tf.sum(tf.mul(skip, tf.concat([a, b]))), tf.sum(odd(sum, a))) as tf.Scalar; // 3(a+b)a + (a+b)b + …
    };
    const before = tf.memory().numTensors;
    const { value, grads } = lossGradients(loss, [a, b]);
    // d/da = 6a + 4b + 2·outside, d/db = 4a + 2b + outside
    expect([...grads[a.name].dataSync()]).toEqual([6 + 16 + 14, 12 + 20 + 16, 18 + 24 + 18]);
    expect([...grads[b.name].dataSync()]).toEqual([4 + 8 + 7, 8 + 10 + 8, 12 + 12 + 9]);
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(before);
    expect([...outside.dataSync()]).toEqual([7, 8, 9]);
    tf.dispose([a, b, outside]);
  });

  it('leaves nothing behind when the loss throws, before or after', () => {
    const a = tf.variable(tf.scalar(2));
    const before = tf.memory().numTensors;
    const forward = (): tf.Scalar => {
      tf.square(a);
      throw new Error('forward');
    };
    expect(() => lossGradients(forward, [a])).toThrow('forward');
    const fails = tf.customGrad((x) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: () => {
        throw new Error('backward');
      },
    }));
    expect(() => lossGradients(() => tf.mul(fails(tf.square(a)), a) as tf.Scalar, [a])).toThrow('backward');
    expect(tf.memory().numTensors).toBe(before);
    a.dispose();
  });

  it('can be taken within another gradient', () => {
    const a = tf.variable(tf.scalar(3));
    const x = tf.scalar(2);
    // d/dx of d/da (a·x)² = d/dx 2ax² = 4ax
    const derivative = tf.grad((t: tf.Tensor) => {
      const { grads, value } = lossGradients(() => tf.square(tf.mul(a, t)) as tf.Scalar, [a]);
      value.dispose();
      return grads[a.name];
    })(x);
    expect(derivative.dataSync()[0]).toBeCloseTo(24, 4);
    tf.dispose([a, x, derivative]);
  });
});
