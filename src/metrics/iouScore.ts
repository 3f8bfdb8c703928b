import type { Counts } from './counts.js';

/**
 * Intersection over union, or the Jaccard index: the share that truth and prediction have in common.
 *
 * `IoU = TP / (TP + FP + FN)`, from 0 to 1; NaN where the class is neither there nor found.
 *
 * @example
 * ```ts
 * import { iouScore } from 'segkit';
 *
 * console.log(iouScore({ tp: 50, fp: 25, fn: 25, tn: 900 })); // 0.5
 * ```
 */
export function iouScore({ tp, fp, fn }: Counts): number {
  return tp / (tp + fp + fn);
}
