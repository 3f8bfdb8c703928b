import { describe, expect, it } from 'vitest';
import { cohenKappaScore } from '../../src/metrics/cohenKappaScore.js';
import { mccScore } from '../../src/metrics/mccScore.js';
import { overallScores } from '../../src/metrics/overallScores.js';

describe('overallScores', () => {
  it('has these values by hand', () => {
    const overall = overallScores([
      [4, 1, 0],
      [1, 3, 0],
      [0, 1, 0],
    ]);
    expect(overall.pixelAccuracy).toBe(7 / 10);
    expect(overall.meanAccuracy).toBeCloseTo((4 / 5 + 3 / 4 + 0) / 3, 12);
    expect(overall.meanIou).toBeCloseTo((4 / 6 + 3 / 6 + 0) / 3, 12);
    expect(overall.frequencyWeightedIou).toBeCloseTo((5 * (4 / 6) + 4 * (3 / 6)) / 10, 12);
    expect(overall.cohenKappa).toBeCloseTo((0.7 - 0.45) / (1 - 0.45), 12); // chance: 5·5 + 4·5 + 1·0 of 100
    expect(overall.mcc).toBeCloseTo((70 - 45) / Math.sqrt((100 - 50) * (100 - 42)), 12);
  });

  it('of two classes is that of the foreground', () => {
    const overall = overallScores([
      [4, 1],
      [2, 3],
    ]);
    const counts = { tp: 3, fp: 1, fn: 2, tn: 4 };
    expect(overall.cohenKappa).toBeCloseTo(cohenKappaScore(counts), 12);
    expect(overall.mcc).toBeCloseTo(mccScore(counts), 12);
  });

  it('is NaN for an empty matrix', () => {
    for (const value of Object.values(overallScores([[0]]))) expect(value).toBeNaN();
  });
});
