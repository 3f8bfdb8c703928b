import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { MetricArray } from '../../src/metrics/metricInput.js';
import { segmentationMetrics } from '../../src/metrics/segmentationMetrics.js';
import { thresholdSweep } from '../../src/metrics/thresholdSweep.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectNoLeak } from '../helpers/tensors.js';
import { anyBatch, cutImage } from './arbitraries.js';

const labels = (...data: number[]): MetricArray => ({ data: Int32Array.from(data), shape: [1, 1, data.length] });
const scores = (...data: number[]): MetricArray => ({ data: Float32Array.from(data), shape: [1, 1, data.length, 1] });
const anyBinary = anyBatch.filter(({ options }) => options.task === 'binary');

describe('thresholdSweep', () => {
  it('has these values by hand', async () => {
    const sweep = thresholdSweep({ fromLogits: false, thresholds: [0.2, 0.5, 0.8] });
    await sweep.update(labels(1, 0, 1, 0), scores(0.8, 0.6, 0.3, 0.1));
    const { points, best, averagePrecision } = sweep.result();
    expect(points.map(({ counts }) => counts)).toEqual([
      { tp: 2, fp: 1, fn: 0, tn: 1 },
      { tp: 1, fp: 1, fn: 1, tn: 1 },
      { tp: 1, fp: 0, fn: 1, tn: 2 },
    ]);
    expect(best).toEqual({
      threshold: 0.2,
      counts: points[0].counts,
      dice: 4 / 5,
      iou: 2 / 3,
      precision: 2 / 3,
      recall: 1,
    });
    expect(averagePrecision).toBeCloseTo(0.5 * 1 + 0 * 0.5 + 0.5 * (2 / 3), 12);
  });

  it('counts at each threshold what segmentationMetrics counts', async () => {
    await fc.assert(
      fc.asyncProperty(anyBinary, async ({ yTrue, yPred }) => {
        const sweep = thresholdSweep({ ignoreIndex: 255 });
        await sweep.update(yTrue, yPred);
        for (const { threshold, counts } of sweep.result().points.filter((_, i) => i % 14 === 0)) {
          const metrics = segmentationMetrics({ task: 'binary', ignoreIndex: 255, threshold });
          await metrics.update(yTrue, yPred);
          const { tp, fp, fn, tn } = metrics.counts();
          const sum = (table: readonly (readonly number[])[]) => table.flat().reduce((total, n) => total + n, 0);
          expect(counts).toEqual({ tp: sum(tp), fp: sum(fp), fn: sum(fn), tn: sum(tn) });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('falls in recall, keeps within bounds, does not see ignored pixels, and merges to the same as one', async () => {
    await fc.assert(
      fc.asyncProperty(anyBinary, async ({ yTrue, yPred }) => {
        const [whole, first, second] = [1, 2, 3].map(() => thresholdSweep({ ignoreIndex: 255 }));
        await whole.update(yTrue, yPred);
        const spoilt = yPred.data.slice().map((score, i) => (yTrue.data[i] === 255 ? Number.NaN : score));
        for (let i = 0; i < yTrue.shape[0]; i++) {
          await (i === 0 ? first : second).update(cutImage(yTrue, i), cutImage({ ...yPred, data: spoilt }, i));
        }
        first.merge(JSON.parse(JSON.stringify(second)));
        expect(first.result()).toEqual(whole.result());
        const { points, best, averagePrecision } = whole.result();
        points.forEach(({ dice, counts }, i) => {
          if (i > 0) expect(counts.tp).toBeLessThanOrEqual(points[i - 1].counts.tp);
          if (!Number.isNaN(dice)) expect(dice).toBeLessThanOrEqual(best.dice);
        });
        if (!Number.isNaN(averagePrecision)) expect(averagePrecision).toBeLessThanOrEqual(1 + 1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('takes of equal thresholds the one nearest to 0.5', async () => {
    const sweep = thresholdSweep({ fromLogits: false });
    await sweep.update(labels(1, 0), scores(0.9, 0.1));
    expect(sweep.result().best).toMatchObject({ threshold: 0.5, dice: 1 });
  });

  it('has no precision without a foreground pixel', async () => {
    const sweep = thresholdSweep({ fromLogits: false });
    await sweep.update(labels(0, 0), scores(0.9, 0.1));
    expect(sweep.result().averagePrecision).toBeNaN();
    sweep.reset();
    expect(sweep.result()).toEqual(thresholdSweep().result());
  });

  it('names what is wrong', async () => {
    expect(() => thresholdSweep({ thresholds: [0.5, 0.4] })).toThrow(
      'thresholdSweep: thresholds are [0.5,0.4]. Give at least one, in rising order.',
    );
    expect(() => thresholdSweep({ thresholds: [] })).toThrow('Give at least one');
    expect(() => thresholdSweep({ thresholds: [2] })).toThrow('thresholds is 2. It must be a number from 0 to 1.');
    expect(() => thresholdSweep({ threshold: [0.5] } as never)).toThrow('Did you mean "thresholds"?');
    const sweep = thresholdSweep({ fromLogits: false });
    await expect(sweep.update(labels(1), labels(1))).rejects.toThrow('yPred holds whole numbers');
    await expect(sweep.update(labels(1), scores(2))).rejects.toThrow('fromLogits is false, but yPred leaves 0 … 1');
    await expect(sweep.update(labels(2), scores(1))).rejects.toThrow('yTrue holds the label 2');
    expect(() => sweep.merge(thresholdSweep({ thresholds: [0.5] }))).toThrow('merge of thresholds [0.5] into');
  });
});

describeEachBackend('thresholdSweep of tensors', () => {
  it('is that of arrays, and leaves no tensor', async () => {
    const expected = thresholdSweep();
    await expected.update(labels(0, 1, 1), scores(-1, 0, 2));
    const sweep = thresholdSweep();
    await expectNoLeak(async () => {
      sweep.reset();
      const inputs = [tf.tensor3d([0, 1, 1], [1, 1, 3], 'int32'), tf.tensor4d([-1, 0, 2], [1, 1, 3, 1])];
      const counting = sweep.update(inputs[0], inputs[1]);
      tf.dispose(inputs);
      await counting;
    });
    expect(sweep.toJSON()).toEqual(expected.toJSON());
  });

  it('warns of probabilities that are read as logits', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await thresholdSweep().update(
      { data: Int32Array.of(1, 0), shape: [1, 1, 2] },
      { data: Float32Array.of(0.9, 0.2), shape: [1, 1, 2, 1] },
    );
    expect(warn.mock.calls.flat()).toEqual([
      expect.stringContaining('thresholdSweep: yPred lies between 0.200 and 0.900'),
    ]);
    warn.mockRestore();
  });
});
