import { checkNumber } from '../core/options.js';
import type { Score } from './counts.js';

/**
 * The F-beta score: precision and recall in one number, in which recall counts `beta` times as much.
 *
 * `Fβ = (1 + β²)·TP / ((1 + β²)·TP + β²·FN + FP)`, from 0 to 1; NaN where the class is neither there nor found.
 * `fBetaScore(1)` is Dice. Above 1, misses cost more than false alarms.
 *
 * @throws OptionError if beta is not a number of at least 0.
 *
 * @example
 * ```ts
 * import { fBetaScore } from 'segkit';
 *
 * const f2 = fBetaScore(2);
 * console.log(f2({ tp: 50, fp: 25, fn: 25, tn: 900 })); // 0.666…
 * ```
 */
export function fBetaScore(beta: number): Score {
  checkNumber('fBetaScore', 'beta', beta, { min: 0 });
  const square = beta * beta;
  return ({ tp, fp, fn }) => ((1 + square) * tp) / ((1 + square) * tp + square * fn + fp);
}
