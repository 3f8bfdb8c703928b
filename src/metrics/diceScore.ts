import type { Counts } from './counts.js';

/**
 * The Dice score, or F1: the harmonic mean of precision and recall.
 *
 * `Dice = 2·TP / (2·TP + FP + FN) = 2·IoU / (1 + IoU)`, from 0 to 1; NaN where the class is neither there nor found.
 *
 * @example
 * ```ts
 * import { diceScore } from 'segkit';
 *
 * console.log(diceScore({ tp: 50, fp: 25, fn: 25, tn: 900 })); // 0.666…
 * ```
 */
export function diceScore({ tp, fp, fn }: Counts): number {
  return (2 * tp) / (2 * tp + fp + fn);
}
