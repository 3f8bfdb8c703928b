import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  auxiliaryLoss,
  combine,
  crossEntropy,
  deepSupervision,
  diceLoss,
  presenceLoss,
} from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';
import { makeTruth } from './describeLoss.js';

const numberOf = (value: tf.Scalar): number => value.dataSync()[0];

describeEachBackend('presenceLoss', () => {
  it('asks of each class whether one pixel is of it', () => {
    const masks = tf.tensor3d([0, 0, 1, 2, 0, 255], [2, 1, 3], 'int32'); // classes 0 and 1, then 0 and 2
    const scores = tf.tensor2d([1, -2, 0.5, -1, 0, 3], [2, 3]);
    const binary = (logit: number, truth: number): number => Math.log1p(Math.exp(truth === 1 ? -logit : logit));
    const truths = [1, 1, 0, 1, 0, 1];
    const expected = [...scores.dataSync()].reduce((sum, logit, i) => sum + binary(logit, truths[i]) / 6, 0);
    expect(numberOf(presenceLoss({ task: 'multiclass', ignoreIndex: 255 })(masks, scores))).toBeCloseTo(expected, 5);
    const foreground = presenceLoss();
    const empty = tf.zeros([2, 1, 3], 'int32');
    expect(numberOf(foreground(masks, tf.tensor2d([3, -3], [2, 1])))).toBeCloseTo(
      (binary(3, 1) + binary(-3, 0)) / 2, // the second picture has classes 2 and 255, and no 1
      5,
    );
    expect(numberOf(foreground(empty, tf.fill([2, 1], -9)))).toBeLessThan(
      numberOf(foreground(empty, tf.zeros([2, 1]))),
    );
  });

  it('takes several labels and parts of labels a pixel', () => {
    const parts = tf.tensor4d([0.25, 0, 0.5, 255, -1, -1, 0, 1], [1, 2, 2, 2]);
    const loss = presenceLoss({ task: 'multilabel', ignoreIndex: 255 });
    const scores = tf.tensor2d([0.7, -0.4], [1, 2]);
    const truth = tf.tensor2d([0.5, 1], [1, 2]);
    expectAllClose(loss(parts, scores), tf.losses.sigmoidCrossEntropy(truth, scores) as tf.Scalar);
  });

  it('has the right gradient and leaves nothing behind', async () => {
    const yTrue = makeTruth('multiclass', [2, 4, 4, 3], 4);
    const scores = randomTensor<tf.Rank.R2>([2, 3], 1, -2, 2);
    const loss = presenceLoss({ task: 'multiclass' });
    checkGradient((x) => loss(yTrue, x), [scores]);
    await expectNoLeak(() => loss(yTrue, scores).dispose());
  });

  it('says what is wrong', () => {
    const yTrue = tf.zeros([2, 4, 4], 'int32');
    expect(() => presenceLoss()(yTrue, tf.zeros([2, 3]))).toThrow(
      'presenceLoss: scores are 2×3, but the masks have 1 class. Give [N,K], one logit a class.',
    );
    expect(() => presenceLoss({ taks: 'binary' } as object)).toThrow('presenceLoss: unknown option "taks"');
    expect(() => presenceLoss({ task: 'instance' as 'binary' })).toThrow('presenceLoss: task is "instance"');
  });
});

describeEachBackend('auxiliaryLoss', () => {
  const yTrue = (): tf.Tensor => makeTruth('multiclass', [2, 8, 8, 3], 4);
  const outputs = (): tf.Tensor[] => [randomTensor([2, 8, 8, 3], 1, -2, 2), randomTensor([2, 4, 4, 3], 2, -2, 2)];
  const presence = presenceLoss({ task: 'multiclass' });

  it('is the loss of the predictions and so much of that of the scores', async () => {
    const scores = randomTensor<tf.Rank.R2>([2, 3], 3, -2, 2);
    const [fine, coarse] = outputs();
    const loss = auxiliaryLoss(crossEntropy(), presence, { weight: 0.25 });
    const truth = yTrue();
    const expected = numberOf(crossEntropy()(truth, fine)) + 0.25 * numberOf(presence(truth, scores));
    expect(numberOf(loss(truth, [fine, scores]))).toBeCloseTo(expected, 5);
    expectAllClose(loss(truth, fine), crossEntropy()(truth, fine));
    checkGradient((...x) => loss(truth, x), [fine, scores]);
    await expectNoLeak(() => loss(truth, [fine, scores]).dispose());

    const deep = deepSupervision(crossEntropy());
    const both = auxiliaryLoss(deep, presence);
    expect(both.severalOutputs && both.readsScores).toBe(true);
    expect(numberOf(both(truth, [fine, coarse, scores]))).toBeCloseTo(
      numberOf(deep(truth, [fine, coarse])) + numberOf(presence(truth, scores)),
      5,
    );
  });

  it('passes on task, epoch and what it was made with', () => {
    const loss = auxiliaryLoss(combine([[(epoch) => epoch, diceLoss()]]), presenceLoss());
    expect([loss.name, loss.task, loss.fromLogits]).toEqual(['auxiliaryLoss', 'binary', true]);
    expect(loss.settings).toMatchObject({ classification: { lossName: 'presenceLoss' }, weight: 1 });
    const truth = makeTruth('binary', [2, 8, 8, 1], 8);
    const prediction = randomTensor([2, 8, 8, 1], 9);
    expect(numberOf(loss.atEpoch(3)(truth, prediction))).toBeCloseTo(3 * numberOf(loss(truth, prediction)), 5);
  });

  it('says what is wrong', () => {
    const loss = auxiliaryLoss(crossEntropy(), presence);
    expect(() => loss(yTrue(), [tf.zeros([2, 3])])).toThrow(
      'auxiliaryLoss: the outputs are 2×3. Give predictions [N,H,W,C] and then scores [N,K].',
    );
    expect(() => auxiliaryLoss(crossEntropy(), presence, { weight: -1 })).toThrow('auxiliaryLoss: weight is -1');
  });
});
