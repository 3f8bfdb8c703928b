import type { Counts } from './counts.js';

/**
 * The share of what was left alone that is really not there.
 *
 * `TN / (TN + FN)`, from 0 to 1; NaN where everything was marked.
 *
 * @example
 * ```ts
 * import { negativePredictiveValue } from 'segkit';
 *
 * console.log(negativePredictiveValue({ tp: 30, fp: 30, fn: 10, tn: 90 })); // 0.9
 * ```
 */
export function negativePredictiveValue({ fn, tn }: Counts): number {
  return tn / (tn + fn);
}
