import type { Counts } from './counts.js';

/**
 * Cohen's kappa: agreement beyond what the two frequencies alone would give.
 *
 * `2·(TP·TN − FP·FN) / ((TP + FP)(FP + TN) + (TP + FN)(FN + TN))`, at most 1, 0 by guessing; NaN where both are all
 * yes or both all no. (Cohen 1960.)
 *
 * @example
 * ```ts
 * import { cohenKappaScore } from 'segkit';
 *
 * console.log(cohenKappaScore({ tp: 40, fp: 10, fn: 10, tn: 40 })); // 0.6
 * ```
 */
export function cohenKappaScore({ tp, fp, fn, tn }: Counts): number {
  return (2 * (tp * tn - fp * fn)) / ((tp + fp) * (fp + tn) + (tp + fn) * (fn + tn));
}
