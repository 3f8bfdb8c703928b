import type { Counts } from './counts.js';

/**
 * The share of what is there that was missed: 1 − recall.
 *
 * `FN / (FN + TP)`, from 0 (best) to 1; NaN where nothing is there.
 *
 * @example
 * ```ts
 * import { falseNegativeRate } from 'segkit';
 *
 * console.log(falseNegativeRate({ tp: 30, fp: 10, fn: 90, tn: 870 })); // 0.75
 * ```
 */
export function falseNegativeRate({ tp, fn }: Counts): number {
  return fn / (fn + tp);
}
