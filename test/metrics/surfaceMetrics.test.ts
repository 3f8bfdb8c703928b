import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { surfaceMetrics } from '../../src/metrics/surfaceMetrics.js';
import { anyBatch, cutImage } from './arbitraries.js';

const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });

describe('surfaceMetrics', () => {
  it('means over images first, then over classes', async () => {
    const metrics = surfaceMetrics({ task: 'multiclass', labels: ['nothing', 'a', 'b'], only: [1, 2] });
    await metrics.update([row(1, 0, 0, 0, 2), row(1, 0, 0, 0, 0)], [row(1, 1, 0, 0, 2), row(0, 0, 1, 0, 0)]);
    const { hausdorff, surfaceDice, labels, missed, images } = metrics.result();
    expect({ labels, missed, images }).toEqual({ labels: ['a', 'b'], missed: 0, images: 2 });
    expect(hausdorff).toEqual({
      mean: (1.5 + 0) / 2,
      median: 1,
      perClass: { a: 1.5, b: 0 },
      perImage: [
        [1, 0],
        [2, Number.NaN],
      ],
    });
    expect(surfaceDice.perImage).toEqual([
      [1, 1],
      [0, Number.NaN],
    ]);
  });

  it('counts what was missed, and lets it cost what it is told', async () => {
    const measure = async (missedDistance?: number) => {
      const metrics = surfaceMetrics({ task: 'binary', ...(missedDistance !== undefined && { missedDistance }) });
      await metrics.update([row(1, 0), row(0, 0), row(1, 1)], [row(0, 0), row(0, 0), row(1, 1)]);
      return metrics.result();
    };
    expect(await measure()).toMatchObject({ missed: 1, hausdorff: { mean: Infinity, median: Infinity } });
    expect(await measure(10)).toMatchObject({
      missed: 1,
      hausdorff: { mean: 5, median: 5 },
      surfaceDice: { mean: 0.5 },
    });
  });

  it('measures in the unit of the spacing', async () => {
    const metrics = surfaceMetrics({ task: 'binary', spacing: [3, 0.5], tolerance: 0.5 });
    await metrics.update(row(1, 0, 0), row(1, 1, 0));
    expect(metrics.result()).toMatchObject({ hausdorff: { mean: 0.5 }, surfaceDice: { mean: 1 } });
  });

  it('merges to the same as one, through JSON too, and does not see ignored pixels', async () => {
    await fc.assert(
      fc.asyncProperty(anyBatch, async ({ options, yTrue, yPred }) => {
        const { zeroDivision, classWeights, ...common } = options;
        const [whole, first, second] = [1, 2, 3].map(() => surfaceMetrics(common));
        const channels = yPred.data.length / yTrue.data.length;
        const spoilt = yPred.data
          .slice()
          .map((score, i) => (yTrue.data[Math.floor(i / channels)] === 255 ? Number.NaN : score));
        await whole.update(yTrue, yPred);
        for (let i = 0; i < yTrue.shape[0]; i++) {
          await (i === 0 ? first : second).update(cutImage(yTrue, i), cutImage({ ...yPred, data: spoilt }, i));
        }
        first.merge(JSON.parse(JSON.stringify(second)));
        expect(first.result()).toEqual(whole.result());
        expect(first.toJSON()).toEqual(whole.toJSON());
      }),
      { numRuns: 50 },
    );
  });

  it('reports a table', async () => {
    const metrics = surfaceMetrics({ task: 'binary', labels: ['car'] });
    await metrics.update(row(1, 0, 0), row(1, 0, 1));
    expect(String(metrics.report())).toBe(
      [
        'class   hausdorff  hausdorff95  averageSurfaceDistance  surfaceDice',
        '───────────────────────────────────────────────────────────────────',
        'car        2.0000       1.9000                  0.6667       0.6667',
        '───────────────────────────────────────────────────────────────────',
        'mean       2.0000       1.9000                  0.6667       0.6667',
        'median     2.0000       1.9000                  0.6667       0.6667',
      ].join('\n'),
    );
    metrics.reset();
    expect(metrics.result().images).toBe(0);
    expect(metrics.result().hausdorff.mean).toBeNaN();
  });

  it('names what is wrong', async () => {
    const make = (options: object) => () => surfaceMetrics({ task: 'multiclass', classes: 3, ...options });
    expect(make({ only: [3] })).toThrow('surfaceMetrics: only is 3. It must be a whole number from 0 to 2.');
    expect(make({ only: [] })).toThrow('only is empty');
    expect(make({ spacing: [1, 0] })).toThrow(OptionError);
    expect(make({ tolerence: 1 })).toThrow('Did you mean "tolerance"?');
    expect(() => surfaceMetrics({ task: 'binary' }).merge(surfaceMetrics({ task: 'binary', tolerance: 2 }))).toThrow(
      'surfaceMetrics: merge of tolerance 2 into tolerance 1. Make both with the same options.',
    );
    await expect(surfaceMetrics({ task: 'binary' }).update(row(0, 3), row(0, 1))).rejects.toThrow(
      'surfaceMetrics: yTrue holds the label 3 (picture 0, row 0, column 1), but the labels of a binary task are 0 and 1.',
    );
    await expect(surfaceMetrics({ task: 'binary' }).update(row(0, 1), row(0, 3))).rejects.toThrow(
      'yPred holds the label 3',
    );
  });
});
