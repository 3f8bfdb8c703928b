import { describe, expect, it } from 'vitest';
import type { CountTable } from '../../src/metrics/counts.js';
import { recallScore } from '../../src/metrics/recallScore.js';
import { type Reduction, reduceScore, reductions, scoreTable } from '../../src/metrics/reduceScore.js';

// Recall of [image][class]: 8/10, 0/1 │ 1/2, undefined.
const table: CountTable = {
  tp: [
    [8, 0],
    [1, 0],
  ],
  fp: [
    [0, 0],
    [0, 0],
  ],
  fn: [
    [2, 1],
    [1, 0],
  ],
  tn: [
    [0, 0],
    [0, 0],
  ],
};
const reduce = (reduction: Reduction, zeroDivision: number): number =>
  reduceScore(table, recallScore, reduction, { zeroDivision, classWeights: [1, 3] });

describe('reduceScore', () => {
  it('has these values by hand', () => {
    const expected: Record<Reduction, [leftOut: number, asZero: number]> = {
      micro: [9 / 13, 9 / 13],
      macro: [(9 / 12 + 0) / 2, (9 / 12 + 0) / 2],
      weighted: [9 / 12 / 4, 9 / 12 / 4],
      weightedBySupport: [9 / 13, 9 / 13],
      microImagewise: [(8 / 11 + 1 / 2) / 2, (8 / 11 + 1 / 2) / 2],
      macroImagewise: [((0.8 + 0.5) / 2 + 0) / 2, ((0.8 + 0.5) / 2 + 0) / 2],
      macroImagewiseByImage: [(0.4 + 0.5) / 2, (0.4 + 0.25) / 2],
      weightedImagewise: [0.65 / 4, 0.65 / 4],
    };
    for (const reduction of reductions) {
      expect(reduce(reduction, Number.NaN), reduction).toBeCloseTo(expected[reduction][0], 12);
      expect(reduce(reduction, 0), reduction).toBeCloseTo(expected[reduction][1], 12);
    }
    expect(reduce('macroImagewise', 1)).toBeCloseTo((0.65 + 0.5) / 2, 12);
    expect(reduce('weightedImagewise', 1)).toBeCloseTo((0.65 + 3 * 0.5) / 4, 12);
  });

  it('fills an undefined score before the mean, in micro too', () => {
    const empty = { tp: [[0]], fp: [[0]], fn: [[0]], tn: [[4]] };
    for (const reduction of ['micro', 'macro', 'microImagewise', 'macroImagewise'] as const) {
      expect(reduceScore(empty, recallScore, reduction)).toBeNaN();
      expect(reduceScore(empty, recallScore, reduction, { zeroDivision: 1 })).toBe(1);
      expect(reduceScore(empty, recallScore, reduction, { zeroDivision: 0 })).toBe(0);
    }
    expect(reduceScore(empty, recallScore, 'weightedBySupport', { zeroDivision: 1 })).toBeNaN(); // no weight at all
  });

  it('does not change when all weights are scaled', () => {
    for (const reduction of ['weighted', 'weightedImagewise'] as const) {
      const scaled = reduceScore(table, recallScore, reduction, { classWeights: [10, 30] });
      expect(scaled).toBeCloseTo(reduce(reduction, Number.NaN), 12);
    }
  });

  it('takes any score', () => {
    expect(reduceScore(table, ({ tp }) => tp, 'micro')).toBe(9);
    expect(scoreTable(table, ({ fn }) => fn)).toEqual(table.fn);
  });

  it('names what is wrong', () => {
    expect(() => reduceScore(table, recallScore, 'mean' as never)).toThrow(
      'reduceScore: reduction is "mean". Use one of',
    );
    expect(() => reduceScore(table, recallScore, 'weighted')).toThrow(
      'reduceScore: weighted needs classWeights. Give one a class, or use "weightedBySupport" or "macro".',
    );
    expect(() => reduceScore(table, recallScore, 'weighted', { classWeights: [1] })).toThrow(
      'reduceScore: classWeights has 1 numbers for 2 classes. Give one a class.',
    );
    expect(() => reduceScore(table, recallScore, 'weighted', { classWeights: [1, -1] })).toThrow('classWeights is -1');
    expect(() => reduceScore(table, recallScore, 'macro', { zerodivision: 1 } as never)).toThrow(
      'Did you mean "zeroDivision"?',
    );
  });
});
