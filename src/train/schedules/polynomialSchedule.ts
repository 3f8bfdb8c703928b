import { checkNumber, checkOptionNames } from '../../core/options.js';
import { resolveWarmup, type WarmupOptions, warmUp } from './linearWarmup.js';
import type { Schedule } from './schedule.js';

/** Options of {@link polynomialSchedule}. */
export interface PolynomialScheduleOptions extends WarmupOptions {
  /** The rate at its highest. */
  readonly learningRate: number;
  /** The number of steps until the rate is at its lowest; it stays there. */
  readonly steps: number;
  /** 1 falls along a line; below 1 the rate stays high longer, above 1 it falls sooner. Default 0.9. */
  readonly power?: number;
  /** The rate at the end. Default 0. */
  readonly minimum?: number;
}

/**
 * A power of the steps that are left: `min + (lr − min) · (1 − t)^power`, where t runs from 0 at the end of the warm-up
 * to 1 at `steps`. With power 0.9 it is the "poly" schedule of DeepLab and nnU-Net. The warm-up is that of
 * {@link cosineSchedule}.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Chen et al., "DeepLab", TPAMI 2018; Isensee et al., "nnU-Net", Nature Methods 2021.
 *
 * @example
 * ```ts
 * import { polynomialSchedule } from 'segkit';
 *
 * const schedule = polynomialSchedule({ learningRate: 0.01, steps: 100, power: 2 });
 * console.log(schedule(0), schedule(50), schedule(100)); // 0.01 0.0025 0
 * ```
 */
export function polynomialSchedule(options: PolynomialScheduleOptions): Schedule {
  const where = 'polynomialSchedule';
  const names = ['learningRate', 'steps', 'power', 'minimum', 'warmupSteps', 'warmupStartFactor'];
  checkOptionNames(where, options, names);
  const { learningRate, steps, power = 0.9, minimum = 0 } = options;
  checkNumber(where, 'learningRate', learningRate, { min: 0 });
  checkNumber(where, 'steps', steps, { min: 1 });
  checkNumber(where, 'power', power, { min: 0 });
  checkNumber(where, 'minimum', minimum, { min: 0 });
  const { warmupSteps, warmupStartFactor } = resolveWarmup(where, options, steps);
  const fall = steps - warmupSteps;
  const falling: Schedule = (step) =>
    step >= fall ? minimum : minimum + (learningRate - minimum) * (1 - step / fall) ** power;
  return warmUp(falling, learningRate, warmupSteps, warmupStartFactor);
}
