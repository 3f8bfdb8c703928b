import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Schedule } from './schedule.js';

/** Options of {@link constantSchedule}. */
export interface ConstantScheduleOptions {
  /** The rate of every step. */
  readonly learningRate: number;
}

/**
 * The same rate at every step: `lr`. Optimizers take a plain number as well.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 *
 * @example
 * ```ts
 * import { constantSchedule, linearWarmup } from 'segkit';
 *
 * const schedule = linearWarmup(constantSchedule({ learningRate: 0.1 }), { steps: 10 });
 * console.log(schedule(0), schedule(5), schedule(10)); // 0 0.05 0.1
 * ```
 */
export function constantSchedule(options: ConstantScheduleOptions): Schedule {
  checkOptionNames('constantSchedule', options, ['learningRate']);
  const { learningRate } = options;
  checkNumber('constantSchedule', 'learningRate', learningRate, { min: 0 });
  return () => learningRate;
}
