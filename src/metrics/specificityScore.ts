import type { Counts } from './counts.js';

/**
 * Specificity, or true negative rate: the share of what is not there that was left alone.
 *
 * `TN / (TN + FP)`, from 0 to 1; NaN where the class is everywhere.
 *
 * @example
 * ```ts
 * import { specificityScore } from 'segkit';
 *
 * console.log(specificityScore({ tp: 30, fp: 30, fn: 90, tn: 90 })); // 0.75
 * ```
 */
export function specificityScore({ fp, tn }: Counts): number {
  return tn / (tn + fp);
}
