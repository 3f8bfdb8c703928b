import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type ClDiceLossOptions, clDiceLoss } from '../../src/losses/clDiceLoss.js';
import { diceLoss } from '../../src/losses/diceLoss.js';
import { softSkeleton } from '../../src/losses/softSkeleton.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';
import { describeLoss, makeTruth } from './describeLoss.js';

describeLoss({
  lossName: 'clDiceLoss',
  make: clDiceLoss,
  tasks: ['binary', 'multiclass', 'multilabel'],
  gradient: { step: 2e-3, tolerance: 2e-2 }, // so that no two neighbours change their order
  looksAtNeighbours: true,
});

describeEachBackend('clDiceLoss', () => {
  it('is what it is by hand', () => {
    const line = tf.tensor3d([0, 0, 0, 1, 1, 1, 0, 0, 0], [1, 3, 3], 'int32');
    const broken = tf.tensor4d([0, 0, 0, 1, 0, 1, 0, 0, 0], [1, 3, 3, 1]);
    const value = (options: ClDiceLossOptions): number =>
      clDiceLoss({ fromLogits: false, smooth: 0, ...options })(line, broken).dataSync()[0];
    const lines = 1 - (2 * (2 / 3)) / (1 + 2 / 3); // the line is its own skeleton
    expect(value({ diceWeight: 0 })).toBeCloseTo(lines, 6);
    expect(value({ diceWeight: 1 })).toBeCloseTo(1 - 4 / 5, 6);
    expect(value({})).toBeCloseTo((lines + 1 / 5) / 2, 6);
  });

  it('cares for the center line, not for the width', () => {
    const row = (width: number): number[] =>
      Array.from({ length: 49 }, (_, i) => (Math.abs(3 - Math.floor(i / 7)) * 2 < width ? 1 : 0));
    const thin = tf.tensor3d(row(1), [1, 7, 7], 'int32');
    const wide = tf.tensor4d(row(3), [1, 7, 7, 1]);
    const cl = clDiceLoss({ fromLogits: false, diceWeight: 0 })(thin, wide).dataSync()[0];
    expect(cl).toBeLessThan(0.15);
    expect(diceLoss({ fromLogits: false })(thin, wide).dataSync()[0]).toBeGreaterThan(0.4);
  });

  it('is 0 where everything is ignored, without smoothing too', () => {
    const loss = clDiceLoss({ smooth: 0, ignoreIndex: 255 });
    const { value, grad } = tf.valueAndGrad((x) => loss(tf.fill([1, 3, 3], 255, 'int32'), x))(tf.ones([1, 3, 3, 1]));
    expect([value.dataSync()[0], ...grad.dataSync()]).toEqual(Array(10).fill(0));
  });

  it('sums over the batch and the chosen classes at once', () => {
    const labels = makeTruth('multiclass', [2, 5, 4, 3], 1);
    const yPred = randomTensor([2, 5, 4, 3], 2, -2, 2);
    const value = (options: ClDiceLossOptions): number =>
      clDiceLoss({ task: 'multiclass', ...options })(labels, yPred).dataSync()[0];
    expect(value({})).toBeCloseTo(value({ classes: [1, 2] }), 6);
    expect(value({ classWeights: [9, 1, 1] })).toBeCloseTo(value({}), 6);
    expect(Math.abs(value({ classes: 'all' }) - value({}))).toBeGreaterThan(1e-4);
  });

  it('has a skeleton with the gradient of its value', () => {
    const masks = tf.sigmoid(randomTensor([1, 6, 5, 2], 3, -3, 3)) as tf.Tensor4D;
    checkGradient((x) => softSkeleton(x as tf.Tensor4D, 2), [masks], { step: 5e-4, tolerance: 2e-2 });
    const block = tf.pad(tf.ones([1, 3, 5, 1]), [
      [0, 0],
      [2, 2],
      [2, 2],
      [0, 0],
    ]) as tf.Tensor4D;
    const skeleton = tf.reshape(softSkeleton(block, 3), [7, 9]);
    expectAllClose(tf.slice(skeleton, [3, 0], [1, 9]).dataSync(), [0, 0, 0, 1, 1, 1, 0, 0, 0]);
    expect(tf.sum(skeleton).dataSync()[0]).toBeCloseTo(3, 6);
  });

  it('refuses options out of range', () => {
    expect(() => clDiceLoss({ iterations: 1.5 })).toThrow('clDiceLoss: iterations is 1.5. It must be a whole number');
    expect(() => clDiceLoss({ diceWeight: 2 })).toThrow(
      'clDiceLoss: diceWeight is 2. It must be a number from 0 to 1.',
    );
  });
});
