import type { Counts } from './counts.js';
import { recallScore } from './recallScore.js';
import { specificityScore } from './specificityScore.js';

/**
 * Balanced accuracy: the mean of recall and specificity, so that a rare class counts as much as the rest.
 *
 * `(TP / (TP + FN) + TN / (TN + FP)) / 2`, from 0 to 1, 0.5 by guessing; NaN where either half is undefined.
 *
 * @example
 * ```ts
 * import { balancedAccuracyScore } from 'segkit';
 *
 * console.log(balancedAccuracyScore({ tp: 0, fp: 0, fn: 10, tn: 990 })); // 0.5
 * ```
 */
export function balancedAccuracyScore(counts: Counts): number {
  return (recallScore(counts) + specificityScore(counts)) / 2;
}
