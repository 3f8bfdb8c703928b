import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Task } from '../../src/core/task.js';
import type { Loss } from '../../src/losses/loss.js';
import type { LossOptions } from '../../src/losses/lossOptions.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient, type GradientCheckOptions } from '../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';

export interface LossSuite {
  readonly lossName: string;
  /** Makes the loss with the given options and whatever makes it differentiable. */
  readonly make: (options: LossOptions) => Loss;
  readonly tasks: readonly Task[];
  readonly gradient?: GradientCheckOptions;
  /** Whether a pixel of weight 0 still matters to its neighbours. */
  readonly looksAtNeighbours?: boolean;
  /** The size of the pictures. Default 5×4. */
  readonly size?: readonly [number, number];
}

/** What every loss has to do, on every backend and for every task it is made for. */
export function describeLoss(suite: LossSuite): void {
  describeEachBackend(suite.lossName, () => {
    for (const task of suite.tasks) describe(task, () => describeTask(suite, task));
    afterEach(() => vi.restoreAllMocks());
    it('knows its name, task and input', () => {
      const loss = suite.make({ task: suite.tasks[0], fromLogits: false });
      expect([loss.lossName, loss.name, loss.task, loss.fromLogits]).toEqual([
        suite.lossName,
        suite.lossName,
        suite.tasks[0],
        false,
      ]);
    });
    it('refuses options that do not exist', () => {
      expect(() => suite.make({ ignoredIndex: 255 } as LossOptions)).toThrow(
        `${suite.lossName}: unknown option "ignoredIndex". Did you mean "ignoreIndex"?`,
      );
      expect(() => suite.make({ task: 'semantic' as Task })).toThrow(
        `${suite.lossName}: task is "semantic". Use one of`,
      );
      expect(() => suite.make({ ignoreIndex: 0.5 })).toThrow(
        `${suite.lossName}: ignoreIndex is 0.5. It must be a whole`,
      );
    });
  });
}

function describeTask(
  { lossName, make, tasks, gradient, looksAtNeighbours, size = [5, 4] }: LossSuite,
  task: Task,
): void {
  const [height, width] = size;
  const channels = task === 'binary' ? 1 : 3;
  const shape = [2, height, width, channels];
  const loss = make({ task });

  it('costs less for a good prediction than for a bad one, and nothing is kept', async () => {
    const yTrue = makeTruth(task, shape, 1);
    const right = logitsFor(yTrue, task, channels, 6);
    const wrong = tf.neg(right);
    const [good, bad] = [loss(yTrue, right), loss(yTrue, wrong)].map((value) => value.dataSync()[0]);
    expect(good).toBeLessThan(bad);
    expect(loss(yTrue, right).shape).toEqual([]);
    await expectNoLeak(() => loss(yTrue, wrong).dispose());
    await expectNoLeak(() => tf.dispose(tf.valueAndGrad((x) => loss(yTrue, x))(wrong)));
  });

  it('ignores what is ignored, NaN too, in value and gradient', () => {
    const ignoring = make({ task, ignoreIndex: 255 });
    const yTrue = makeTruth(task, shape, 2, true);
    const clean = randomTensor(shape, 3, -2, 2);
    const isIgnored = tf.logicalAnd(tf.equal(expand(yTrue, task), 255), tf.ones(shape, 'bool'));
    const poisoned = tf.where(isIgnored, tf.fill(shape, Number.NaN), clean);
    const [a, b] = [clean, poisoned].map((yPred) => tf.valueAndGrad((x) => ignoring(yTrue, x))(yPred));
    expect(a.value.dataSync()[0]).toBeGreaterThan(0);
    expectAllClose(b.value, a.value, { rtol: 1e-6 });
    expectAllClose(b.grad, a.grad, { rtol: 1e-6 });
    expectAllClose(tf.mul(b.grad, tf.cast(isIgnored, 'float32')), tf.zeros(shape), { atol: 0 });
  });

  it('is 0 with gradient 0 where everything is ignored', () => {
    const ignoring = make({ task, ignoreIndex: 255 });
    const labels = task === 'multilabel' ? tf.fill(shape, 255) : tf.fill(shape.slice(0, 3), 255, 'int32');
    const { value, grad } = tf.valueAndGrad((x) => ignoring(labels, x))(randomTensor(shape, 4));
    expect(value.dataSync()[0]).toBe(0);
    expectAllClose(grad, tf.zeros(shape), { atol: 0 });
  });

  it('weighs pixels: 1 changes nothing, 0 lets no gradient through', () => {
    const yTrue = makeTruth(task, shape, 5);
    const yPred = randomTensor(shape, 6, -2, 2);
    const even = tf.ones(shape.slice(0, 3));
    expectAllClose(loss(yTrue, yPred, even), loss(yTrue, yPred), { rtol: 1e-5 });
    const half = tf.tensor(
      Float32Array.from({ length: 2 * height * width }, (_, i) => i % 2),
      [2, height, width],
    );
    const weighted = tf.valueAndGrad((x) => loss(yTrue, x, half))(yPred);
    const light = tf.sub(1, tf.expandDims(half, 3));
    if (!looksAtNeighbours) expectAllClose(tf.mul(weighted.grad, light), tf.zeros(shape), { atol: 0 });
    const nothing = tf.valueAndGrad((x) => loss(yTrue, x, tf.zerosLike(even)))(yPred);
    expect(nothing.value.dataSync()[0]).toBe(0);
    expectAllClose(nothing.grad, tf.zeros(shape), { atol: 0 });
  });

  it('has the gradient of its value', () => {
    const ignoring = make({ task, ignoreIndex: 255 });
    const yTrue = makeTruth(task, shape, 7, true);
    const weight = randomTensor(shape.slice(0, 3), 8, 0.5, 2);
    checkGradient((x) => ignoring(yTrue, x, weight), [randomTensor(shape, 9, -2, 2)], gradient);
  });

  it('stays finite for logits of ±80, empty masks and full ones', () => {
    const extreme = tf.mul(tf.sign(randomTensor(shape, 10)), 80);
    const labels = [0, 1].map((label) =>
      task === 'multilabel' ? tf.fill(shape, label) : tf.fill(shape.slice(0, 3), label, 'int32'),
    );
    for (const yTrue of [makeTruth(task, shape, 11), ...labels]) {
      for (const yPred of [extreme, tf.zeros(shape)]) {
        const { value, grad } = tf.valueAndGrad((x) => loss(yTrue, x))(yPred);
        expect(Number.isFinite(value.dataSync()[0]), 'value').toBe(true);
        expect(
          grad.dataSync().every((entry) => Number.isFinite(entry)),
          'gradient',
        ).toBe(true);
      }
    }
  });

  it('takes masks with a last axis of 1, and bool masks', () => {
    if (task === 'multilabel') return;
    const yTrue = makeTruth(task, shape, 12);
    const yPred = randomTensor(shape, 13);
    const expected = loss(yTrue, yPred);
    expectAllClose(loss(tf.expandDims(yTrue, 3), yPred), expected);
    if (task === 'binary') expectAllClose(loss(tf.cast(yTrue, 'bool'), yPred), expected);
  });

  it('takes soft labels: whole ones cost what labels do, and −1 counts as the ignore index does', () => {
    if (task === 'multilabel') return;
    const ignoring = make({ task, ignoreIndex: 255 });
    const yTrue = makeTruth(task, shape, 18, true);
    const yPred = randomTensor(shape, 19, -2, 2);
    const isIgnored = tf.logicalAnd(tf.equal(expand(yTrue, task), 255), tf.ones(shape, 'bool'));
    const labels = tf.where(tf.equal(yTrue, 255), tf.zerosLike(yTrue), yTrue);
    const hard = task === 'binary' ? tf.expandDims(labels, 3) : tf.oneHot(tf.cast(labels, 'int32'), channels);
    const soft = tf.where(isIgnored, tf.fill(shape, -1), tf.cast(hard, 'float32'));
    const [a, b] = [yTrue, soft].map((truth) => tf.valueAndGrad((x) => ignoring(truth, x))(yPred));
    expectAllClose(b.value, a.value, { rtol: 1e-5 });
    expectAllClose(b.grad, a.grad, { rtol: 1e-4, atol: 1e-6 });
  });

  it('has the gradient of its value for parts of classes', () => {
    const random = randomTensor(shape, 22, -2, 2);
    const parts = task === 'multiclass' ? tf.softmax(random) : tf.sigmoid(random);
    checkGradient((x) => loss(parts, x), [randomTensor(shape, 23, -2, 2)], gradient);
  });

  it('says what is wrong with its input', () => {
    const loss = make({ task });
    const yTrue = makeTruth(task, shape, 14);
    const yPred = randomTensor(shape, 15);
    expect(() => loss(yTrue, tf.zeros([2, height, width + 1, channels]))).toThrow(`${lossName}: yTrue is 2×${height}×`);
    expect(() => loss(yTrue, yPred, tf.ones([2, 1, 1]))).toThrow(
      `${lossName}: weight is 2×1×1, but yPred 2×${height}×`,
    );
    expect(() => loss(yTrue, tf.zeros([2, height, width]))).toThrow(`${lossName}: yPred is 2×${height}×${width}. Give`);
    const tooLarge = tf.add(yTrue, tf.scalar(7, yTrue.dtype as 'int32'));
    const range = task === 'multiclass' ? '0 … 2 (3 classes)' : task === 'binary' ? '0 and 1 (2 classes)' : '0 … 1';
    expect(() => loss(tooLarge, yPred)).toThrow(
      new RegExp(`^${lossName}: yTrue holds the label [7-9] \\(picture 0, row 0`),
    );
    expect(() => loss(tooLarge, yPred)).toThrow(`task '${task}' has ${range}`);
    if (task === 'multilabel') return;
    expect(() => loss(tf.cast(yTrue, 'float32'), yPred)).toThrow(
      `${lossName}: yTrue is float32, but task '${task}' takes whole labels of type int32. Convert`,
    );
    if (tasks.includes('multilabel') && task === 'binary') {
      expect(() => loss(yTrue, tf.zeros([2, height, width, 4]))).toThrow(
        `${lossName}: yPred has 4 channels, but task 'binary' has one. Say task: `,
      );
    }
  });

  it('warns once of probabilities given as logits, and refuses logits given as probabilities', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const yTrue = makeTruth(task, shape, 16);
    const logits = randomTensor(shape, 17, -2, 2);
    const probabilities = task === 'multiclass' ? tf.softmax(logits) : tf.sigmoid(logits);
    const fresh = make({ task });
    for (let i = 0; i < 3; i++) fresh(yTrue, probabilities);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toMatch(
      new RegExp(`^${lossName}: yPred holds 0\\.\\d+ … 0\\.\\d+, as probabilities do`),
    );
    make({ task })(yTrue, logits);
    make({ task })(yTrue, tf.zeros(shape)); // as of a last layer that begins with zeros
    expect(warn).toHaveBeenCalledTimes(1);
    const onProbabilities = make({ task, fromLogits: false });
    expect(() => onProbabilities(yTrue, logits)).toThrow(
      new RegExp(`^${lossName}: fromLogits is false, but yPred goes from -[12]\\.\\d+ to [12]\\.\\d+`),
    );
    expectAllClose(onProbabilities(yTrue, probabilities), fresh(yTrue, logits), { rtol: 1e-4, atol: 1e-5 });
  });
}

/** Random truth of a task; with `ignoring`, every fifth entry is 255. */
export function makeTruth(task: Task, shape: readonly number[], seed: number, ignoring = false): tf.Tensor {
  const [batch, height, width, channels] = shape;
  const size = batch * height * width * (task === 'multilabel' ? channels : 1);
  const classes = task === 'multiclass' ? channels : 2;
  const values = Array.from({ length: size }, (_, i) => {
    if (ignoring && (i + seed) % 5 === 0) return 255;
    return Math.floor(Math.abs(Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453) % classes);
  });
  return task === 'multilabel'
    ? tf.tensor(Float32Array.from(values), [...shape])
    : tf.tensor(Int32Array.from(values), [batch, height, width], 'int32');
}

/** Logits of ±size that predict the truth. */
function logitsFor(yTrue: tf.Tensor, task: Task, channels: number, size: number): tf.Tensor {
  const truth = task === 'multiclass' ? tf.cast(tf.oneHot(yTrue, channels), 'float32') : tf.cast(yTrue, 'float32');
  return tf.mul(tf.sub(task === 'binary' ? tf.expandDims(truth, 3) : truth, 0.5), 2 * size);
}

/** Truth with a channel axis. */
function expand(yTrue: tf.Tensor, task: Task): tf.Tensor {
  return task === 'multilabel' ? yTrue : tf.expandDims(yTrue, 3);
}
