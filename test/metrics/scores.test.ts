import { describe, expect, it } from 'vitest';
import { accuracyScore } from '../../src/metrics/accuracyScore.js';
import { balancedAccuracyScore } from '../../src/metrics/balancedAccuracyScore.js';
import { cohenKappaScore } from '../../src/metrics/cohenKappaScore.js';
import { diceScore } from '../../src/metrics/diceScore.js';
import { falseNegativeRate } from '../../src/metrics/falseNegativeRate.js';
import { falsePositiveRate } from '../../src/metrics/falsePositiveRate.js';
import { fBetaScore } from '../../src/metrics/fBetaScore.js';
import { iouScore } from '../../src/metrics/iouScore.js';
import { mccScore } from '../../src/metrics/mccScore.js';
import { negativePredictiveValue } from '../../src/metrics/negativePredictiveValue.js';
import { precisionScore } from '../../src/metrics/precisionScore.js';
import { recallScore } from '../../src/metrics/recallScore.js';
import { namedScores } from '../../src/metrics/segmentationResult.js';
import { specificityScore } from '../../src/metrics/specificityScore.js';

const errors = ['falsePositiveRate', 'falseNegativeRate'];

describe('scores of counts', () => {
  it('have these values by hand', () => {
    const counts = { tp: 3, fp: 1, fn: 2, tn: 4 };
    expect(iouScore(counts)).toBe(3 / 6);
    expect(diceScore(counts)).toBe(6 / 9);
    expect(fBetaScore(2)(counts)).toBe(15 / (15 + 8 + 1));
    expect(fBetaScore(0.5)(counts)).toBe(3.75 / (3.75 + 0.5 + 1));
    expect(precisionScore(counts)).toBe(3 / 4);
    expect(recallScore(counts)).toBe(3 / 5);
    expect(specificityScore(counts)).toBe(4 / 5);
    expect(accuracyScore(counts)).toBe(7 / 10);
    expect(balancedAccuracyScore(counts)).toBe((3 / 5 + 4 / 5) / 2);
    expect(mccScore(counts)).toBeCloseTo((12 - 2) / Math.sqrt(4 * 5 * 5 * 6), 12);
    expect(cohenKappaScore(counts)).toBeCloseTo((0.7 - 0.5) / (1 - 0.5), 12);
    expect(negativePredictiveValue(counts)).toBe(4 / 6);
    expect(falsePositiveRate(counts)).toBe(1 / 5);
    expect(falseNegativeRate(counts)).toBe(2 / 5);
  });

  it.each(Object.entries(namedScores))('%s is best where everything is right', (name, score) => {
    expect(score({ tp: 7, fp: 0, fn: 0, tn: 5 })).toBe(errors.includes(name) ? 0 : 1);
  });

  it.each(Object.entries(namedScores))('%s is better for a better prediction', (name, score) => {
    const [good, bad] = [score({ tp: 8, fp: 1, fn: 1, tn: 9 }), score({ tp: 5, fp: 4, fn: 4, tn: 6 })];
    expect(errors.includes(name) ? bad - good : good - bad).toBeGreaterThan(0);
  });

  it.each(Object.entries(namedScores))('%s is NaN where nothing was counted', (_, score) => {
    expect(score({ tp: 0, fp: 0, fn: 0, tn: 0 })).toBeNaN();
  });

  it('stay exact for a trillion pixels', () => {
    const many = { tp: 3e12, fp: 1e12, fn: 2e12, tn: 4e12 };
    const few = { tp: 3, fp: 1, fn: 2, tn: 4 };
    for (const score of Object.values(namedScores)) expect(score(many)).toBeCloseTo(score(few), 12);
  });

  it('beta is a number of at least 0', () => {
    expect(() => fBetaScore(-1)).toThrow('fBetaScore: beta is -1. It must be a number of at least 0.');
  });
});
