import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type LovaszLossOptions, lovaszLoss } from '../../src/losses/lovaszLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({
  lossName: 'lovaszLoss',
  make: lovaszLoss,
  tasks: ['binary', 'multiclass', 'multilabel'],
  gradient: { step: 2e-3, tolerance: 2e-2 }, // so that no two errors change places
});

describeEachBackend('lovaszLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 1, 1, 1], [1, 2, 2], 'int32');
    const logits = tf.tensor4d([0, 2, -1, 3], [1, 2, 2, 1]);
    // Hinge errors 1, 0, 2, 0: the missed pixel takes 1/3 of the Jaccard loss, the false one 2/3 − 2/4.
    expect(lovaszLoss()(labels, logits).dataSync()[0]).toBeCloseTo(2 / 3 + 1 / 6, 6);
    const p = tf.tensor4d([1, 0, 0, 1, 1, 0, 0, 1], [1, 2, 2, 2]);
    const hard = lovaszLoss({ task: 'multiclass', fromLogits: false });
    expect(hard(labels, p).dataSync()[0]).toBeCloseTo((1 / 2 + 1 / 3) / 2, 6); // one minus the IoU of hard masks
  });

  it('takes a weight of 2 for a pixel that is there twice', () => {
    for (const task of ['binary', 'multiclass', 'multilabel'] as const) {
      const shape = [1, 1, 6, task === 'binary' ? 1 : 3];
      const yTrue = makeTruth(task, shape, 1);
      const yPred = randomTensor(shape, 2, -2, 2);
      const weight = tf.tensor3d([2, 2, 2, 1, 1, 1], [1, 1, 6]);
      const twice = (x: tf.Tensor): tf.Tensor => tf.concat([x, tf.slice(x, [0, 0, 0], [1, 1, 3])], 2);
      const loss = lovaszLoss({ task });
      expectAllClose(loss(yTrue, yPred, weight), loss(twice(yTrue), twice(yPred)), { rtol: 1e-5 });
    }
  });

  it('takes present classes, all, or those of a list', () => {
    const labels = tf.tensor3d([0, 0, 1, 1], [2, 1, 2], 'int32');
    const p = tf.tensor4d([0.5, 0.3, 0.2, 0.6, 0.2, 0.2, 0.1, 0.7, 0.2, 0.3, 0.4, 0.3], [2, 1, 2, 3]);
    const value = (options: LovaszLossOptions, from = 0, count = 2): number =>
      lovaszLoss({ task: 'multiclass', fromLogits: false, ...options })(
        tf.slice(labels, from, count),
        tf.slice(p, from, count),
      ).dataSync()[0];
    const each = [0, 1, 2].map((index) => value({ classes: [index] }));
    expect(value({})).toBeCloseTo((each[0] + each[1]) / 2, 6);
    expect(value({ classes: 'all' })).toBeCloseTo((each[0] + each[1] + each[2]) / 3, 6);
    expect(value({ classes: 'foreground' })).toBeCloseTo((each[1] + each[2]) / 2, 6);
    expect(value({ classWeights: [1, 3, 1] })).toBeCloseTo((each[0] + 3 * each[1]) / 4, 6);
    expect(value({ perImage: true })).toBeCloseTo((value({}, 0, 1) + value({}, 1, 1)) / 2, 6);
  });

  it('keeps its digits in large pictures', () => {
    const labels = tf.cast(tf.greater(tf.randomUniform([1, 256, 256], 0, 1, 'float32', 1), 0.5), 'int32');
    const wrong = tf.mul(tf.sub(0.5, tf.expandDims(tf.cast(labels, 'float32'), 3)), 2);
    const { value, grad } = tf.valueAndGrad((x) => lovaszLoss()(labels, x))(wrong);
    // All errors are 2 and the weights sum to 1.
    expect(value.dataSync()[0]).toBeCloseTo(2, 4);
    expect(tf.sum(tf.abs(grad)).dataSync()[0]).toBeCloseTo(1, 4);
  });

  it('refuses what does not go together', () => {
    expect(() => lovaszLoss({ channels: 'together' })).toThrow(
      "lovaszLoss: channels is for task 'multilabel', not for 'binary'",
    );
    expect(() => lovaszLoss({ task: 'multilabel', channels: 'together', classes: [0] })).toThrow(
      "lovaszLoss: with channels 'together' all classes are one set. Leave classes and classWeights out.",
    );
    expect(() => lovaszLoss({ task: 'multiclass', classes: 'presnt' as 'present' })).toThrow(
      `lovaszLoss: classes is "presnt". Give 'present', 'all', 'foreground', or an array`,
    );
  });
});
