import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Schedule } from './schedule.js';

/** Options of {@link multiStepSchedule}. */
export interface MultiStepScheduleOptions {
  /** The rate at the start. */
  readonly learningRate: number;
  /** The steps at which the rate drops, in any order. */
  readonly milestones: readonly number[];
  /** What the rate is multiplied by at each. Default 0.1. */
  readonly gamma?: number;
}

/**
 * Drops by the same factor at given steps: `lr · gamma^n`, where n counts the milestones that the step has reached.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 *
 * @example
 * ```ts
 * import { multiStepSchedule } from 'segkit';
 *
 * const schedule = multiStepSchedule({ learningRate: 1, milestones: [2, 3], gamma: 0.5 });
 * console.log([0, 1, 2, 3, 4].map(schedule)); // [ 1, 1, 0.5, 0.25, 0.25 ]
 * ```
 */
export function multiStepSchedule(options: MultiStepScheduleOptions): Schedule {
  checkOptionNames('multiStepSchedule', options, ['learningRate', 'milestones', 'gamma']);
  const { learningRate, gamma = 0.1 } = options;
  const milestones = [...options.milestones];
  checkNumber('multiStepSchedule', 'learningRate', learningRate, { min: 0 });
  checkNumber('multiStepSchedule', 'gamma', gamma, { min: 0 });
  for (const milestone of milestones) checkNumber('multiStepSchedule', 'milestones', milestone, { min: 0 });
  return (step) => learningRate * gamma ** milestones.filter((milestone) => step >= milestone).length;
}
