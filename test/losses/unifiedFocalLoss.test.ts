import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type UnifiedFocalLossOptions, unifiedFocalLoss } from '../../src/losses/unifiedFocalLoss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({ lossName: 'unifiedFocalLoss', make: unifiedFocalLoss, tasks: ['binary', 'multiclass', 'multilabel'] });

describeEachBackend('unifiedFocalLoss', () => {
  it('is what it is by hand', () => {
    const labels = tf.tensor3d([0, 1], [1, 1, 2], 'int32');
    const p = tf.tensor4d([0.2, 0.6], [1, 1, 2, 1]);
    const value = (crossEntropyWeight: number): number =>
      unifiedFocalLoss({ fromLogits: false, crossEntropyWeight, delta: 0.7, gamma: 0.5 })(labels, p).dataSync()[0];
    const focal = (0.3 * Math.sqrt(0.2) * -Math.log(0.8) + 0.7 * -Math.log(0.6)) / 2;
    const foreground = 1 - 0.6 / (0.6 + 0.7 * 0.4 + 0.3 * 0.2);
    const background = 1 - 0.8 / (0.8 + 0.7 * 0.2 + 0.3 * 0.4);
    expect(value(1)).toBeCloseTo(focal, 5);
    expect(value(0)).toBeCloseTo((background + Math.sqrt(foreground)) / 2, 5);
    expect(value(0.25)).toBeCloseTo(0.25 * value(1) + 0.75 * value(0), 5);
  });

  it('says the same of two classes as of a foreground', () => {
    const labels = makeTruth('binary', [2, 4, 5, 1], 1, true);
    const logits = randomTensor([2, 4, 5, 1], 2, -2, 2);
    const two = tf.concat([tf.zerosLike(logits), logits], 3);
    const options: UnifiedFocalLossOptions = { ignoreIndex: 255 };
    expectAllClose(
      unifiedFocalLoss({ ...options, task: 'multiclass' })(labels, two),
      unifiedFocalLoss(options)(labels, logits),
      {
        rtol: 1e-4,
      },
    );
  });

  it('is the mean over channels for multilabel', () => {
    const masks = makeTruth('multilabel', [2, 4, 5, 3], 3);
    const logits = randomTensor([2, 4, 5, 3], 4, -2, 2);
    const each = [0, 1, 2].map((k) => {
      const labels = tf.cast(tf.squeeze(tf.slice(masks, [0, 0, 0, k], [-1, -1, -1, 1]), [3]), 'int32');
      return unifiedFocalLoss()(labels, tf.slice(logits, [0, 0, 0, k], [-1, -1, -1, 1])).dataSync()[0];
    });
    const value = unifiedFocalLoss({ task: 'multilabel' })(masks, logits).dataSync()[0];
    expect(value).toBeCloseTo((each[0] + each[1] + each[2]) / 3, 5);
  });

  it('refuses options out of range', () => {
    expect(() => unifiedFocalLoss({ delta: 2 })).toThrow(
      'unifiedFocalLoss: delta is 2. It must be a number from 0 to 1.',
    );
    expect(() => unifiedFocalLoss({ weight: 0.5 } as UnifiedFocalLossOptions)).toThrow('unknown option "weight"');
  });
});
