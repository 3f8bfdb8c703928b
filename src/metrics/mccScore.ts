import type { Counts } from './counts.js';

/**
 * Matthews correlation coefficient: the correlation of truth and prediction as two yes-or-no variables.
 *
 * `(TP·TN − FP·FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))`, from −1 to 1, 0 by guessing; NaN where either is all
 * yes or all no. (Matthews 1975.)
 *
 * @example
 * ```ts
 * import { mccScore } from 'segkit';
 *
 * console.log(mccScore({ tp: 50, fp: 50, fn: 50, tn: 50 })); // 0
 * ```
 */
export function mccScore({ tp, fp, fn, tn }: Counts): number {
  return (tp * tn - fp * fn) / (Math.sqrt((tp + fp) * (tp + fn)) * Math.sqrt((tn + fp) * (tn + fn)));
}
