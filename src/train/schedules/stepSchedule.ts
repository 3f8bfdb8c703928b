import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Schedule } from './schedule.js';

/** Options of {@link stepSchedule}. */
export interface StepScheduleOptions {
  /** The rate at the start. */
  readonly learningRate: number;
  /** After how many steps the rate drops, each time. */
  readonly every: number;
  /** What the rate is multiplied by. Default 0.1. */
  readonly gamma?: number;
}

/**
 * Drops by the same factor after every so many steps: `lr · gamma^⌊step / every⌋`.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 *
 * @example
 * ```ts
 * import { stepSchedule } from 'segkit';
 *
 * const schedule = stepSchedule({ learningRate: 0.1, every: 2, gamma: 0.5 });
 * console.log([0, 1, 2, 3, 4].map(schedule)); // [ 0.1, 0.1, 0.05, 0.05, 0.025 ]
 * ```
 */
export function stepSchedule(options: StepScheduleOptions): Schedule {
  checkOptionNames('stepSchedule', options, ['learningRate', 'every', 'gamma']);
  const { learningRate, every, gamma = 0.1 } = options;
  checkNumber('stepSchedule', 'learningRate', learningRate, { min: 0 });
  checkNumber('stepSchedule', 'every', every, { min: 1 });
  checkNumber('stepSchedule', 'gamma', gamma, { min: 0 });
  return (step) => learningRate * gamma ** Math.floor(step / every);
}
