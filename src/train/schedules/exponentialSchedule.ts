import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Schedule } from './schedule.js';

/** Options of {@link exponentialSchedule}. */
export interface ExponentialScheduleOptions {
  /** The rate at the start. */
  readonly learningRate: number;
  /** What the rate is multiplied by in `every` steps, evenly. */
  readonly gamma: number;
  /** In how many steps the rate falls by `gamma`. Default 1; take the steps of an epoch for a factor per epoch. */
  readonly every?: number;
}

/**
 * Falls by the same part at each step: `lr · gamma^(step / every)`.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 *
 * @example
 * ```ts
 * import { exponentialSchedule } from 'segkit';
 *
 * const schedule = exponentialSchedule({ learningRate: 0.1, gamma: 0.25, every: 100 });
 * console.log(schedule(0), schedule(50), schedule(100)); // 0.1 0.05 0.025
 * ```
 */
export function exponentialSchedule(options: ExponentialScheduleOptions): Schedule {
  checkOptionNames('exponentialSchedule', options, ['learningRate', 'gamma', 'every']);
  const { learningRate, gamma, every = 1 } = options;
  checkNumber('exponentialSchedule', 'learningRate', learningRate, { min: 0 });
  checkNumber('exponentialSchedule', 'gamma', gamma, { min: 0 });
  checkNumber('exponentialSchedule', 'every', every, { min: 1 });
  return (step) => learningRate * gamma ** (step / every);
}
