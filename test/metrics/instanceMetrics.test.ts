import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from '../../src/metrics/averagePrecision.js';
import { instanceMetrics } from '../../src/metrics/instanceMetrics.js';
import { matchInstances } from '../../src/metrics/matchInstances.js';
import { panopticQuality } from '../../src/metrics/panopticQuality.js';
import { rankedAveragePrecision } from '../../src/metrics/rankedAveragePrecision.js';
import type { LabelMap } from '../../src/raster/labelMap.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectNoLeak } from '../helpers/tensors.js';

const row = (...data: number[]): LabelMap => ({ data: Int32Array.from(data), width: data.length, height: 1 });

const anyMaps = fc.integer({ min: 1, max: 40 }).chain((length) => {
  const ids = fc
    .array(fc.tuple(fc.constantFrom(0, 1, 2, 70000), fc.integer({ min: 1, max: 8 })), {
      minLength: length,
      maxLength: length,
    })
    .map((runs) => row(...runs.flatMap(([id, count]) => Array<number>(count).fill(id)).slice(0, length)));
  return fc.tuple(ids, ids);
});

/** Every id against every other. */
function bruteForce(yTrue: LabelMap, yPred: LabelMap): { id: number; match?: number; iou: number }[] {
  const idsOf = ({ data }: LabelMap): number[] => [...new Set(data)].filter((id) => id !== 0).sort((a, b) => a - b);
  return idsOf(yPred).map((id) => {
    for (const match of idsOf(yTrue)) {
      let [both, either] = [0, 0];
      yTrue.data.forEach((trueId, i) => {
        if (trueId === match && yPred.data[i] === id) both++;
        if (trueId === match || yPred.data[i] === id) either++;
      });
      if (both / either > 0.5) return { id, match, iou: both / either };
    }
    return { id, iou: 0 };
  });
}

describe('matchInstances', () => {
  it('agrees with brute force, and matches no instance twice', () => {
    fc.assert(
      fc.property(anyMaps, ([yTrue, yPred]) => {
        const { predictions, truths } = matchInstances(yTrue, yPred);
        expect(predictions).toEqual(bruteForce(yTrue, yPred));
        const matched = predictions.map(({ match }) => match).filter((match) => match !== undefined);
        expect(new Set(matched).size).toBe(matched.length);
        expect(truths).toBe(matchInstances(yPred, yTrue).predictions.length);
      }),
    );
  });

  it('matches above, not at, one half', () => {
    expect(matchInstances(row(1, 1, 0), row(7, 0, 0)).predictions).toEqual([{ id: 7, iou: 0 }]);
    expect(matchInstances(row(1, 1, 1), row(7, 7, 0)).predictions).toEqual([{ id: 7, match: 1, iou: 2 / 3 }]);
  });

  it('does not see ignored pixels', () => {
    const expected = matchInstances(row(1, 1, 0, 0), row(7, 7, 0, 0));
    expect(matchInstances(row(1, 1, 255, 255), row(7, 7, 7, 8), { ignoreIndex: 255 })).toEqual(expected);
  });

  it('names what is wrong', () => {
    expect(() => matchInstances(row(1), row(1, 1))).toThrow(
      'matchInstances: yPred is 1×2 where yTrue is 1×1 (rows × columns). Give maps of one size.',
    );
    expect(() => matchInstances(row(1), row(7), { scores: new Map([[8, 1]]) })).toThrow(
      'matchInstances: the predicted instance 7 has the score undefined. Give every instance one.',
    );
    expect(() => matchInstances(row(1), row(7), { score: new Map() } as never)).toThrow('Did you mean "scores"?');
  });
});

describe('scores of matches', () => {
  // One match of 1, one of 2/3, one false positive, one miss.
  const first = matchInstances(row(1, 2, 2, 2, 0, 3), row(7, 8, 8, 0, 9, 0), {
    scores: new Map([
      [7, 0.9],
      [8, 0.3],
      [9, 0.5],
    ]),
  });
  const empty = matchInstances(row(0), row(0));

  it('have these values by hand', () => {
    expect(panopticQuality([first, empty])).toEqual({
      tp: 2,
      fp: 1,
      fn: 1,
      sumIou: 1 + 2 / 3,
      sq: (1 + 2 / 3) / 2,
      rq: 2 / 3,
      pq: (1 + 2 / 3) / 3,
    });
    expect(panopticQuality([first], 0.7)).toMatchObject({ tp: 1, fp: 2, fn: 2, sq: 1 });
    expect(averagePrecision([first, empty])).toBe(2 / 4);
    expect(averagePrecision([first, matchInstances(row(1), row(5))], 0.7)).toBe((1 / 5 + 1) / 2);
    // Ranking: right, wrong, right; recalls 1/3, 1/3, 2/3; precisions 1, 1/2, 2/3, interpolated 1, 2/3, 2/3.
    expect(rankedAveragePrecision([first]).area).toBeCloseTo(1 / 3 + (2 / 3) * (1 / 3), 12);
    expect(rankedAveragePrecision([first]).points101).toBeCloseTo((34 * 1 + 33 * (2 / 3)) / 101, 12);
  });

  it('know empty maps', () => {
    expect(panopticQuality([empty])).toMatchObject({ pq: Number.NaN, sq: Number.NaN, rq: Number.NaN });
    expect(averagePrecision([empty])).toBeNaN();
    expect(rankedAveragePrecision([empty])).toEqual({ area: Number.NaN, points101: Number.NaN });
    const missed = matchInstances(row(1), row(0));
    expect(panopticQuality([missed])).toMatchObject({ pq: 0, rq: 0, sq: Number.NaN });
    expect(averagePrecision([missed])).toBe(0);
    expect(rankedAveragePrecision([missed])).toEqual({ area: 0, points101: 0 });
  });

  it('refuse thresholds at which matches are not unique, and rankings without scores', () => {
    const message = 'iouThreshold is 0.3. It must be a number from 0.5 to 1.';
    expect(() => panopticQuality([first], 0.3)).toThrow(`panopticQuality: ${message}`);
    expect(() => averagePrecision([first], 0.3)).toThrow(`averagePrecision: ${message}`);
    expect(() => rankedAveragePrecision([first], 0.3)).toThrow(`rankedAveragePrecision: ${message}`);
    expect(() => rankedAveragePrecision([matchInstances(row(1), row(1))])).toThrow(
      'rankedAveragePrecision: instance 1 has no score. Give matchInstances the scores.',
    );
  });
});

describe('instanceMetrics', () => {
  it('keeps classes apart', async () => {
    const metrics = instanceMetrics({ labels: ['car', 'bus'] });
    await metrics.update(row(1, 1, 2, 2, 0), row(1, 1, 2, 2, 3), {
      classes: { yTrue: row(1, 1, 2, 2, 0), yPred: row(1, 1, 1, 1, 2) },
    });
    const { perClass, pq, tp, fp, fn } = metrics.result();
    expect(perClass.car).toMatchObject({ tp: 1, fp: 1, fn: 0, pq: 1 / 1.5 });
    expect(perClass.bus).toMatchObject({ tp: 0, fp: 1, fn: 1, pq: 0 });
    expect({ pq, tp, fp, fn }).toEqual({ pq: 1 / 3, tp: 1, fp: 2, fn: 1 });
    expect(String(metrics.report()).split('\n')[2]).toBe(
      'car     1   1   0  0.6667  1.0000  0.6667              0.5000                0.5000',
    );
    expect(String(metrics.report())).toContain('\nall ');
  });

  it('leaves a class that is nowhere out of the means', async () => {
    const metrics = instanceMetrics({ labels: ['car', 'bus'] });
    await metrics.update(row(1, 0), row(1, 0), { classes: { yTrue: row(1, 0), yPred: row(1, 0) } });
    expect(metrics.result()).toMatchObject({ pq: 1, averagePrecision50: 1, meanAveragePrecision: 1 });
    expect(metrics.result().perClass.bus.pq).toBeNaN();
  });

  it('merges to the same as one, through JSON too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMaps, { minLength: 1, maxLength: 4 }), async (pairs) => {
        const scoresOf = ({ data }: LabelMap) => new Map([...new Set(data)].map((id) => [id, id / 7]));
        const [whole, first, second] = [1, 2, 3].map(() => instanceMetrics({ ranked: true }));
        await whole.update(
          pairs.map(([yTrue]) => yTrue),
          pairs.map(([, yPred]) => yPred),
          { scores: pairs.map(([, yPred]) => scoresOf(yPred)) },
        );
        for (const [i, [yTrue, yPred]] of pairs.entries()) {
          await (i === 0 ? first : second).update(yTrue, yPred, { scores: [scoresOf(yPred)] });
        }
        first.merge(JSON.parse(JSON.stringify(second)));
        expect(first.result()).toEqual(whole.result());
        const { pq, sq, rq, averagePrecision: precisions, ranked } = whole.result();
        const bounded = [pq, sq, rq, ...precisions, ...ranked!.flatMap(({ area, points101 }) => [area, points101])];
        for (const value of bounded) expect(Number.isNaN(value) || (value >= 0 && value <= 1 + 1e-12)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('is empty at first and after reset', async () => {
    const metrics = instanceMetrics();
    await metrics.update(row(1), row(1));
    metrics.reset();
    expect(metrics.result()).toEqual(instanceMetrics().result());
    expect(metrics.result()).toMatchObject({ images: 0, tp: 0, pq: Number.NaN });
  });

  it('names what is wrong', async () => {
    const rejects = (update: Promise<void>, message: string) =>
      expect(update).rejects.toThrow(`instanceMetrics: ${message}`);
    const [plain, named, ranked] = [
      instanceMetrics(),
      instanceMetrics({ labels: ['car'] }),
      instanceMetrics({ ranked: true }),
    ];
    await rejects(plain.update(row(1), row(1, 1)), 'yPred is 1×1×2. Give a whole-number map 1×1×1 of ids.');
    await rejects(
      plain.update(row(1), { data: Float32Array.of(1), shape: [1, 1, 1] }),
      'yPred is floats 1×1×1. Give a whole-number map 1×1×1 of ids.',
    );
    await rejects(plain.update([row(1)], [row(1), row(1)]), 'yPred lists 2 pictures, yTrue 1. Give as many.');
    await rejects(plain.update(row(1), row(1), { scores: [] }), 'update got scores, but it is not ranked.');
    await rejects(
      plain.update(row(1), row(1), { classes: { yTrue: row(1), yPred: row(1) } }),
      'update got classes, but there are no labels to name them.',
    );
    await rejects(named.update(row(1), row(1)), 'it has labels, but update got no classes.');
    await rejects(
      named.update(row(1), row(1), { classes: { yTrue: row(2), yPred: row(1) } }),
      'classes.yTrue holds the class 2, but there are 1 labels, 1 … 1, and 0 for no instance. Add labels.',
    );
    await rejects(ranked.update(row(1), row(1)), 'it is ranked, but update got no scores.');
    await rejects(
      ranked.update(row(1), row(1), { scores: [] }),
      'scores are given for 0 of 1 pictures. Give each a map.',
    );
    expect(() => instanceMetrics({ thresholds: [0.4] })).toThrow(
      'thresholds is 0.4. It must be a number from 0.5 to 1.',
    );
    expect(() => instanceMetrics({ labels: ['a', 'a'] })).toThrow('labels are ["a","a"]');
    expect(() => instanceMetrics({ label: ['a'] } as never)).toThrow('Did you mean "labels"?');
    expect(() => plain.merge(named)).toThrow('merge of labels ["car"] into labels ["instance"]');
  });
});

describeEachBackend('instanceMetrics of tensors', () => {
  it('is that of arrays, and leaves no tensor', async () => {
    const expected = instanceMetrics();
    await expected.update(row(1, 1, 2), row(7, 7, 0));
    const metrics = instanceMetrics();
    await expectNoLeak(async () => {
      metrics.reset();
      const maps = [
        [1, 1, 2],
        [7, 7, 0],
      ].map((ids) => tf.tensor3d(ids, [1, 1, 3], 'int32'));
      const matching = metrics.update(maps[0], maps[1]);
      tf.dispose(maps);
      await matching;
    });
    expect(metrics.toJSON()).toEqual(expected.toJSON());
  });
});
