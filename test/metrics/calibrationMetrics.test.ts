import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { calibrationMetrics } from '../../src/metrics/calibrationMetrics.js';
import type { MetricArray } from '../../src/metrics/metricInput.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectNoLeak } from '../helpers/tensors.js';
import { anyBatch, cutImage } from './arbitraries.js';

const labels = (...data: number[]): MetricArray => ({ data: Int32Array.from(data), shape: [1, 1, data.length] });
const scores = (...data: number[]): MetricArray => ({ data: Float64Array.from(data), shape: [1, 1, data.length, 1] });

describe('calibrationMetrics', () => {
  it('has these values by hand', async () => {
    const metrics = calibrationMetrics({ task: 'binary', fromLogits: false, bins: 2, confidence: 'positive' });
    await metrics.update(labels(0, 1, 1, 1), scores(0.2, 0.4, 0.6, 1));
    const { ece, mce, brier, nll, bins } = metrics.result();
    expect(bins).toEqual([
      { count: 2, confidence: 0.6000000000000001 / 2, accuracy: 0.5 },
      { count: 2, confidence: 0.8, accuracy: 1 },
    ]);
    expect(ece).toBeCloseTo(0.2, 12);
    expect(mce).toBeCloseTo(0.2, 12);
    expect(brier).toBeCloseTo((0.04 + 0.36 + 0.16) / 4, 12);
    expect(nll).toBeCloseTo(-(Math.log(0.8) + Math.log(0.4) + Math.log(0.6)) / 4, 12);
  });

  it('closes bins above, and takes the label that is likelier as the top one', async () => {
    const metrics = calibrationMetrics({ task: 'binary', fromLogits: false, bins: 4 });
    await metrics.update(labels(0, 1, 0, 1), scores(0, 0.25, 0.5, 0.75));
    // Confidences 1, 0.75, 0.5, 0.75: right, wrong, wrong (a tie is positive), right.
    expect(metrics.result().bins.map(({ count, accuracy }) => [count, accuracy])).toEqual([
      [0, Number.NaN],
      [1, 0],
      [2, 0.5],
      [1, 1],
    ]);
  });

  it('is stable for large logits', async () => {
    for (const [logit, nll] of [
      [800, 0],
      [-800, 800],
    ]) {
      const metrics = calibrationMetrics({ task: 'binary' });
      await metrics.update(labels(1), scores(logit));
      expect(metrics.result().nll).toBe(nll);
    }
    const multiclass = calibrationMetrics({ task: 'multiclass', classes: 2 });
    await multiclass.update(labels(1), { data: Float32Array.of(800, -800), shape: [1, 1, 1, 2] });
    expect(multiclass.result().nll).toBe(1600);
  });

  it('says Infinity once the truth had probability 0, and keeps it through JSON', async () => {
    const metrics = calibrationMetrics({ task: 'binary', fromLogits: false });
    await metrics.update(labels(1), scores(0));
    const other = calibrationMetrics({ task: 'binary' });
    other.merge(JSON.parse(JSON.stringify(metrics)));
    expect(other.result()).toMatchObject({ nll: Infinity, brier: 1, ece: 1, mce: 1 });
  });

  it('keeps within its bounds, does not see ignored pixels, and merges to the same as one', async () => {
    await fc.assert(
      fc.asyncProperty(anyBatch, async ({ options, yTrue, yPred }) => {
        const { task, classes } = options;
        const [whole, first, second] = [1, 2, 3].map(() => calibrationMetrics({ task, classes, ignoreIndex: 255 }));
        await whole.update(yTrue, yPred);
        const channels = yPred.data.length / yTrue.data.length;
        const spoilt = yPred.data
          .slice()
          .map((score, i) => (yTrue.data[Math.floor(i / channels)] === 255 ? Number.NaN : score));
        for (let i = 0; i < yTrue.shape[0]; i++) {
          await (i === 0 ? first : second).update(cutImage(yTrue, i), cutImage({ ...yPred, data: spoilt }, i));
        }
        first.merge(JSON.parse(JSON.stringify(second)));
        const [a, b] = [whole.result(), first.result()];
        for (const name of ['ece', 'mce', 'brier', 'nll'] as const) {
          if (Number.isNaN(a[name])) expect(b[name]).toBeNaN();
          else expect(b[name]).toBeCloseTo(a[name], 10);
        }
        expect(b.bins.map(({ count }) => count)).toEqual(a.bins.map(({ count }) => count));
        if (Number.isNaN(a.ece)) return;
        expect(a.ece).toBeLessThanOrEqual(a.mce + 1e-12);
        expect(a.mce).toBeLessThanOrEqual(1);
        expect(a.brier).toBeLessThanOrEqual(task === 'multiclass' ? 2 : 1);
        expect(a.nll).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });

  it('is empty at first and after reset', async () => {
    const metrics = calibrationMetrics({ task: 'binary', bins: 1 });
    await metrics.update(labels(1), scores(3));
    metrics.reset();
    const nothing = { ece: Number.NaN, mce: Number.NaN, brier: Number.NaN, nll: Number.NaN };
    expect(metrics.result()).toEqual({
      ...nothing,
      bins: [{ count: 0, confidence: Number.NaN, accuracy: Number.NaN }],
    });
  });

  it('names what is wrong', async () => {
    const metrics = calibrationMetrics({ task: 'binary', fromLogits: false });
    await expect(metrics.update(labels(1), labels(1))).rejects.toThrow(
      'calibrationMetrics: yPred holds whole numbers, but this takes scores. Give float32 logits or probabilities [N,H,W,C].',
    );
    await expect(metrics.update(labels(1), scores(7))).rejects.toThrow('fromLogits is false, but yPred leaves 0 … 1');
    await expect(metrics.update(labels(1), scores(Number.NaN))).rejects.toThrow('yPred is NaN at a valid pixel');
    await expect(metrics.update(labels(3), scores(1))).rejects.toThrow('yTrue holds the label 3');
    expect(metrics.result().ece).toBeNaN();
    expect(() => calibrationMetrics({ task: 'multiclass', classes: 2, confidence: 'positive' })).toThrow(
      'calibrationMetrics: confidence "positive" needs one class at a time. Use "topLabel" for multiclass.',
    );
    expect(() => calibrationMetrics({ task: 'binary', bins: 0 })).toThrow('bins is 0');
    expect(() => calibrationMetrics({ task: 'binary', bin: 3 } as never)).toThrow('Did you mean "bins"?');
    expect(() => metrics.merge(calibrationMetrics({ task: 'binary', bins: 3 }))).toThrow(
      'merge of bins 3 into bins 15',
    );
  });
});

describeEachBackend('calibrationMetrics of tensors', () => {
  it('is that of arrays, and leaves no tensor', async () => {
    const expected = calibrationMetrics({ task: 'multiclass', classes: 2 });
    const yPred = Float32Array.of(1, -2, 0.5, 3);
    await expected.update(labels(0, 0), { data: yPred, shape: [1, 1, 2, 2] });
    const metrics = calibrationMetrics({ task: 'multiclass', classes: 2 });
    await expectNoLeak(async () => {
      metrics.reset();
      const inputs = [tf.tensor3d([0, 0], [1, 1, 2], 'int32'), tf.tensor4d(yPred, [1, 1, 2, 2])];
      const adding = metrics.update(inputs[0], inputs[1]);
      tf.dispose(inputs);
      await adding;
    });
    expect(metrics.result()).toEqual(expected.result());
  });

  it('warns of probabilities that are read as logits', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await calibrationMetrics({ task: 'binary' }).update(
      { data: Int32Array.of(1, 0), shape: [1, 1, 2] },
      { data: Float32Array.of(0.9, 0.2), shape: [1, 1, 2, 1] },
    );
    expect(warn.mock.calls.flat()).toEqual([
      expect.stringContaining('calibrationMetrics: yPred lies between 0.200 and 0.900'),
    ]);
    warn.mockRestore();
  });
});
