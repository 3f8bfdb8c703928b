import type { Counts } from './counts.js';

/**
 * Precision, or positive predictive value: the share of what was found that is really there.
 *
 * `TP / (TP + FP)`, from 0 to 1; NaN where nothing was found.
 *
 * @example
 * ```ts
 * import { precisionScore } from 'segkit';
 *
 * console.log(precisionScore({ tp: 30, fp: 10, fn: 90, tn: 870 })); // 0.75
 * ```
 */
export function precisionScore({ tp, fp }: Counts): number {
  return tp / (tp + fp);
}
