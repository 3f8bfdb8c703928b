import { checkNumber, checkOptionNames } from '../../core/options.js';
import { cosineBetween } from './cosineSchedule.js';
import type { Schedule } from './schedule.js';

/** Options of {@link cosineRestartsSchedule}. */
export interface CosineRestartsScheduleOptions {
  /** The rate at the start of every cycle. */
  readonly learningRate: number;
  /** The steps of the first cycle. */
  readonly cycleSteps: number;
  /** How many times as long each cycle is as the one before. Default 1. */
  readonly cycleMultiple?: number;
  /** The rate that each cycle falls to. Default 0. */
  readonly minimum?: number;
}

/**
 * Cosines one after another: `min + (lr − min) · (1 + cos(π·t)) / 2`, where t runs from 0 to 1 in each cycle, and the
 * rate jumps up again at its end.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017.
 *
 * @example
 * ```ts
 * import { cosineRestartsSchedule } from 'segkit';
 *
 * const schedule = cosineRestartsSchedule({ learningRate: 0.1, cycleSteps: 2, cycleMultiple: 2 });
 * console.log([0, 1, 2, 4, 6].map(schedule)); // [ 0.1, 0.05, 0.1, 0.05, 0.1 ]
 * ```
 */
export function cosineRestartsSchedule(options: CosineRestartsScheduleOptions): Schedule {
  const where = 'cosineRestartsSchedule';
  checkOptionNames(where, options, ['learningRate', 'cycleSteps', 'cycleMultiple', 'minimum']);
  const { learningRate, cycleSteps, cycleMultiple = 1, minimum = 0 } = options;
  checkNumber(where, 'learningRate', learningRate, { min: 0 });
  checkNumber(where, 'cycleSteps', cycleSteps, { min: 1 });
  checkNumber(where, 'cycleMultiple', cycleMultiple, { min: 1 });
  checkNumber(where, 'minimum', minimum, { min: 0 });
  return (step) => {
    let [start, length] = [0, cycleSteps];
    if (cycleMultiple === 1) start = Math.floor(step / cycleSteps) * cycleSteps;
    else {
      while (step >= start + length) {
        start += length;
        length *= cycleMultiple;
      }
    }
    return cosineBetween(learningRate, minimum, (step - start) / length);
  };
}
