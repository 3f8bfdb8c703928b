import type { Counts } from './counts.js';

/**
 * The share of what is not there that was marked all the same: 1 − specificity.
 *
 * `FP / (FP + TN)`, from 0 (best) to 1; NaN where the class is everywhere.
 *
 * @example
 * ```ts
 * import { falsePositiveRate } from 'segkit';
 *
 * console.log(falsePositiveRate({ tp: 30, fp: 30, fn: 90, tn: 90 })); // 0.25
 * ```
 */
export function falsePositiveRate({ fp, tn }: Counts): number {
  return fp / (fp + tn);
}
