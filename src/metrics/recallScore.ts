import type { Counts } from './counts.js';

/**
 * Recall, or sensitivity: the share of what is there that was found.
 *
 * `TP / (TP + FN)`, from 0 to 1; NaN where nothing is there.
 *
 * @example
 * ```ts
 * import { recallScore } from 'segkit';
 *
 * console.log(recallScore({ tp: 30, fp: 10, fn: 90, tn: 870 })); // 0.25
 * ```
 */
export function recallScore({ tp, fn }: Counts): number {
  return tp / (tp + fn);
}
