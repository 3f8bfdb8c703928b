import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { metricFunction } from '../../src/metrics/metricFunction.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectNoLeak } from '../helpers/tensors.js';

describe('metricFunction', () => {
  it('is called after its score, or as told', () => {
    expect(metricFunction('iou', { task: 'binary' }).name).toBe('iou');
    expect(metricFunction('iou', { task: 'binary', name: 'jaccard' }).name).toBe('jaccard');
  });

  it('names what is wrong', () => {
    expect(() => metricFunction('f1' as never, { task: 'binary' })).toThrow(
      'metricFunction: score is "f1". Use one of "dice"',
    );
    expect(() => metricFunction('dice', { task: 'binary', reductions: 'micro' } as never)).toThrow(
      'Did you mean "reduction"?',
    );
    expect(() => metricFunction('dice', { task: 'binary', reduction: 'mean' as never })).toThrow('reduction is "mean"');
  });
});

describeEachBackend('metricFunction', () => {
  it('scores a batch, and leaves no tensor', async () => {
    const yTrue = tf.tensor3d([0, 1, 1, 0], [1, 2, 2], 'int32');
    const yPred = tf.tensor4d([-1, 1, -1, -1], [1, 2, 2, 1]);
    const values = { dice: 2 / 3, iou: 1 / 2, precision: 1, recall: 1 / 2, specificity: 1, accuracy: 3 / 4 };
    for (const [name, value] of Object.entries(values)) {
      const metric = metricFunction(name as keyof typeof values, { task: 'binary' });
      await expectNoLeak(async () => {
        const scalar = metric(yTrue, yPred);
        expect(scalar.shape).toEqual([]);
        expect((await scalar.data())[0]).toBeCloseTo(value, 6);
        scalar.dispose();
      });
    }
    tf.dispose([yTrue, yPred]);
  });

  it('does not see ignored pixels, NaN least of all', () => {
    tf.tidy(() => {
      const yTrue = tf.tensor3d([0, 1, 255, 2], [1, 2, 2], 'int32');
      const logits = [3, 0, 0, 0, 3, 0, Number.NaN, Number.NaN, Number.NaN, 0, 3, 0];
      const metric = metricFunction('iou', { task: 'multiclass', ignoreIndex: 255 });
      expect(metric(yTrue, tf.tensor4d(logits, [1, 2, 2, 3])).dataSync()[0]).toBeCloseTo((1 + 1 / 2 + 0) / 3, 6);
    });
  });

  it('does not spoil the mean over batches with an empty one', () => {
    tf.tidy(() => {
      const [yTrue, yPred] = [tf.zeros([1, 2, 2], 'int32'), tf.fill([1, 2, 2, 1], -1)];
      expect(metricFunction('dice', { task: 'binary' })(yTrue, yPred).dataSync()[0]).toBe(1);
      expect(metricFunction('dice', { task: 'binary', zeroDivision: 0 })(yTrue, yPred).dataSync()[0]).toBe(0);
      expect(
        metricFunction('dice', { task: 'binary', zeroDivision: Number.NaN })(yTrue, yPred).dataSync()[0],
      ).toBeNaN();
    });
  });

  it('refuses shapes that do not fit', () => {
    tf.tidy(() => {
      const metric = metricFunction('dice', { task: 'binary' });
      expect(() => metric(tf.zeros([1, 2, 3], 'int32'), tf.zeros([1, 2, 2, 1]))).toThrow(
        'dice: yTrue 1×2×3 and yPred 1×2×2×1 do not fit a binary task. Give [N,H,W] and [N,H,W,1].',
      );
    });
  });

  it('is shown by its name when tfjs trains, with float masks as model.fit wants them', async () => {
    const model = layers.sequential({
      layers: [layers.layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 1 })],
    });
    model.compile({
      optimizer: 'sgd',
      loss: 'meanSquaredError',
      metrics: [metricFunction('dice', { task: 'binary' }), metricFunction('iou', { task: 'binary' })],
    });
    const [x, y] = [tf.randomUniform([2, 4, 4, 1]), tf.ones([2, 4, 4, 1])];
    const history = await model.fit(x, y, { epochs: 1, verbose: 0 });
    expect(Object.keys(history.history)).toEqual(['loss', 'dice', 'iou']);
    expect(history.history.dice[0]).toBeGreaterThanOrEqual(0);
    tf.dispose([x, y]);
    model.dispose();
  });
});
