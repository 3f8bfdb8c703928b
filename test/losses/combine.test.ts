import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { binaryCrossEntropy, combine, crossEntropy, diceLoss, type Loss } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';
import { makeTruth } from './describeLoss.js';

const shape = [2, 4, 5, 3];

describeEachBackend('combine', () => {
  it('is the weighted sum of its losses, their gradients too', async () => {
    const parts = [crossEntropy({ ignoreIndex: 255 }), diceLoss({ task: 'multiclass', ignoreIndex: 255 })];
    const loss = combine([
      [0.3, parts[0]],
      [2, parts[1]],
    ]);
    const yTrue = makeTruth('multiclass', shape, 1, true);
    const yPred = randomTensor(shape, 2, -3, 3);
    const weight = randomTensor([2, 4, 5], 3, 0, 2);
    const sum = (x: tf.Tensor): tf.Scalar =>
      tf.add(tf.mul(parts[0](yTrue, x, weight), 0.3), tf.mul(parts[1](yTrue, x, weight), 2));
    const [got, expected] = [(x: tf.Tensor) => loss(yTrue, x, weight), sum].map((f) => tf.valueAndGrad(f)(yPred));
    expectAllClose(got.value, expected.value, { rtol: 1e-6 });
    expectAllClose(got.grad, expected.grad, { rtol: 1e-5, atol: 1e-8 });
    checkGradient((x) => loss(yTrue, x, weight), [yPred]);
    await expectNoLeak(() => tf.dispose(tf.valueAndGrad((x) => loss(yTrue, x, weight))(yPred)));
  });

  it('takes a loss that somebody else wrote, and sums within sums', () => {
    const own: Loss = Object.assign((_: tf.Tensor, yPred: tf.Tensor) => tf.mean(tf.square(yPred)) as tf.Scalar, {
      lossName: 'own',
      task: 'binary',
      fromLogits: true,
    } as const);
    const inner = combine([[2, own]]);
    const loss = combine([
      [1, inner],
      [1, binaryCrossEntropy()],
    ]);
    const value = loss(tf.zeros([1, 2, 2], 'int32'), tf.fill([1, 2, 2, 1], 3)).dataSync()[0];
    expect(value).toBeCloseTo(2 * 9 + Math.log1p(Math.exp(3)), 5);
  });

  it('warns once for all of its losses', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const loss = combine([
      [1, binaryCrossEntropy()],
      [1, diceLoss()],
    ]);
    const yTrue = makeTruth('binary', [2, 4, 5, 1], 4);
    for (let i = 0; i < 2; i++) loss(yTrue, tf.sigmoid(randomTensor([2, 4, 5, 1], 5)));
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

describe('combine', () => {
  it('follows a schedule', () => {
    const loss = combine([
      [1, binaryCrossEntropy()],
      [(epoch) => (epoch - 1) / 10, diceLoss()],
    ]);
    expect([1, 6, 11].map((epoch) => loss.weights(epoch))).toEqual([
      [1, 0],
      [1, 0.5],
      [1, 1],
    ]);
    const yTrue = makeTruth('binary', [2, 4, 5, 1], 6);
    const yPred = randomTensor([2, 4, 5, 1], 7);
    const [pixels, dice] = [binaryCrossEntropy(), diceLoss()].map((part) => part(yTrue, yPred).dataSync()[0]);
    const values = [loss, loss.atEpoch(6), loss.atEpoch(6).atEpoch(11)].map((at) => at(yTrue, yPred).dataSync()[0]);
    expectAllClose(values, [pixels, pixels + dice / 2, pixels + dice]);
    const { lossName, task, fromLogits } = loss.atEpoch(6);
    expect({ lossName, task, fromLogits }).toEqual({ lossName: 'combine', task: 'binary', fromLogits: true });
  });

  it('passes the epoch on to sums within it', () => {
    const inner = combine([[(epoch) => epoch, diceLoss()]]);
    const loss = combine([[2, inner]]);
    const yTrue = makeTruth('binary', [2, 4, 5, 1], 8);
    const yPred = randomTensor([2, 4, 5, 1], 9);
    const dice = diceLoss()(yTrue, yPred).dataSync()[0];
    expect(loss.atEpoch(3)(yTrue, yPred).dataSync()[0]).toBeCloseTo(6 * dice, 5);
  });

  it('does not compute what does not count', () => {
    const broken: Loss = Object.assign(
      (): tf.Scalar => {
        throw new Error('computed');
      },
      { lossName: 'broken', task: 'binary', fromLogits: true } as const,
    );
    const loss = combine([
      [0, broken],
      [1, diceLoss()],
    ]);
    expect(() => loss(tf.zeros([1, 2, 2], 'int32'), tf.zeros([1, 2, 2, 1]))).not.toThrow();
    const nothing = combine([[0, diceLoss()]]);
    const { value, grad } = tf.valueAndGrad((x) => nothing(tf.zeros([1, 2, 2], 'int32'), x))(tf.zeros([1, 2, 2, 1]));
    expectAllClose([value.dataSync()[0], ...grad.dataSync()], [0, 0, 0, 0, 0]);
  });

  it('refuses what does not fit together', () => {
    expect(() => combine([])).toThrow('combine: there is no loss. Give pairs of a weight and a loss');
    expect(() => combine([diceLoss() as never])).toThrow('combine: a term is not a pair of a weight and a loss');
    expect(() => combine([[-1, diceLoss()]])).toThrow('combine: a weight is -1. It must be a number of at least 0.');
    expect(() => combine([[(epoch) => 2 - epoch, diceLoss()]]).atEpoch(4)).toThrow(
      'combine: a weight is -2 in epoch 4. It must be a number of at least 0.',
    );
    expect(() =>
      combine([
        [1, diceLoss()],
        [1, crossEntropy()],
      ]),
    ).toThrow('combine: diceLoss has task binary, but crossEntropy has multiclass. Give all losses the same task.');
    expect(() =>
      combine([
        [1, diceLoss()],
        [1, diceLoss({ fromLogits: false })],
      ]),
    ).toThrow('combine: diceLoss has fromLogits true, but diceLoss has false. Give all losses the same fromLogits.');
  });
});
