import type { Counts } from './counts.js';

/**
 * Accuracy: the share of pixels decided rightly, for one class against the rest.
 *
 * `(TP + TN) / (TP + FP + FN + TN)`, from 0 to 1; NaN without a valid pixel. A rare class has a high accuracy even
 * when it is never found. The share of rightly labelled pixels of a multiclass task is `overall.pixelAccuracy`.
 *
 * @example
 * ```ts
 * import { accuracyScore } from 'segkit';
 *
 * console.log(accuracyScore({ tp: 0, fp: 0, fn: 10, tn: 990 })); // 0.99, and nothing was found
 * ```
 */
export function accuracyScore({ tp, fp, fn, tn }: Counts): number {
  return (tp + tn) / (tp + fp + fn + tn);
}
