import { checkNumber, checkOptionNames } from '../../core/options.js';
import { resolveWarmup, type WarmupOptions, warmUp } from './linearWarmup.js';
import type { Schedule } from './schedule.js';

/** Options of {@link cosineSchedule}. */
export interface CosineScheduleOptions extends WarmupOptions {
  /** The rate at its highest. */
  readonly learningRate: number;
  /** The number of steps until the rate is at its lowest; it stays there. */
  readonly steps: number;
  /** The rate at the end. Default 0. */
  readonly minimum?: number;
}

/**
 * Half a cosine from the highest rate to the lowest: `min + (lr − min) · (1 + cos(π·t)) / 2`, where t runs from 0 at
 * the end of the warm-up to 1 at `steps`. In the warm-up the rate of step s is `lr · (f + (1 − f) · s / warmupSteps)` with
 * f the `warmupStartFactor`.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017.
 *
 * @example
 * ```ts
 * import { cosineSchedule } from 'segkit';
 *
 * const schedule = cosineSchedule({ learningRate: 0.01, steps: 100 });
 * console.log(schedule(0), schedule(50), schedule(100)); // 0.01 0.005 0
 * ```
 */
export function cosineSchedule(options: CosineScheduleOptions): Schedule {
  const where = 'cosineSchedule';
  checkOptionNames(where, options, ['learningRate', 'steps', 'warmupSteps', 'warmupStartFactor', 'minimum']);
  const { learningRate, steps, minimum = 0 } = options;
  checkNumber(where, 'learningRate', learningRate, { min: 0 });
  checkNumber(where, 'steps', steps, { min: 1 });
  checkNumber(where, 'minimum', minimum, { min: 0 });
  const { warmupSteps, warmupStartFactor } = resolveWarmup(where, options, steps);
  const fall = steps - warmupSteps;
  const falling: Schedule = (step) => cosineBetween(learningRate, minimum, fall > 0 ? Math.min(1, step / fall) : 1);
  return warmUp(falling, learningRate, warmupSteps, warmupStartFactor);
}

/** From `start` at `progress` 0 to `end` at 1, along half a cosine. */
export function cosineBetween(start: number, end: number, progress: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * progress))) / 2;
}
