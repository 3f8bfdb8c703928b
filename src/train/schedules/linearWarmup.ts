import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { LearningRate, Schedule } from './schedule.js';

/** Options of {@link linearWarmup}. */
export interface LinearWarmupOptions {
  /** The number of steps in which the rate rises. */
  readonly steps: number;
  /** The rate of the first step, as a part of the first rate of the schedule. Default 0. */
  readonly startFactor?: number;
}

/**
 * Puts a linear rise before a schedule, which starts when the rise is over: `s(0) · (f + (1 − f) · step / steps)`, then
 * `s(step − steps)`, with s the schedule and f the `startFactor`.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017.
 *
 * @example
 * ```ts
 * import { exponentialSchedule, linearWarmup } from 'segkit';
 *
 * const decay = exponentialSchedule({ learningRate: 0.1, gamma: 0.5 });
 * const schedule = linearWarmup(decay, { steps: 2, startFactor: 0.5 });
 * console.log([0, 1, 2, 3].map(schedule)); // [ 0.05, 0.075, 0.1, 0.05 ]
 * ```
 */
export function linearWarmup(learningRate: LearningRate, options: LinearWarmupOptions): Schedule {
  checkOptionNames('linearWarmup', options, ['steps', 'startFactor']);
  const { steps, startFactor = 0 } = options;
  checkNumber('linearWarmup', 'steps', steps, { min: 0, integer: true });
  checkNumber('linearWarmup', 'startFactor', startFactor, { min: 0, max: 1 });
  const schedule = toSchedule('linearWarmup', learningRate);
  return warmUp(schedule, schedule(0), steps, startFactor);
}

/** A rise from `startFactor · highest` to `highest`, then the schedule. */
export function warmUp(schedule: Schedule, highest: number, steps: number, startFactor: number): Schedule {
  return (step) => {
    if (step >= steps) return schedule(step - steps);
    return highest * (startFactor + ((1 - startFactor) * step) / steps);
  };
}

/** A number as the schedule that always gives it. */
export function toSchedule(where: string, learningRate: LearningRate): Schedule {
  if (typeof learningRate === 'function') return learningRate;
  checkNumber(where, 'learningRate', learningRate, { min: 0, max: Number.MAX_VALUE });
  return () => learningRate;
}

/** The rises that schedules have of their own. */
export interface WarmupOptions {
  /** Steps at the start in which the rate rises linearly. They count among `steps`. Default 0. */
  readonly warmupSteps?: number;
  /** The rate of the first step of the warm-up, as a part of the highest. Default 0. */
  readonly warmupStartFactor?: number;
}

/** Checks the options of {@link WarmupOptions} and fills in their defaults. */
export function resolveWarmup(
  where: string,
  { warmupSteps = 0, warmupStartFactor = 0 }: WarmupOptions,
  steps: number,
): Required<WarmupOptions> {
  checkNumber(where, 'warmupSteps', warmupSteps, { min: 0 });
  checkNumber(where, 'warmupStartFactor', warmupStartFactor, { min: 0, max: 1 });
  if (warmupSteps <= steps) return { warmupSteps, warmupStartFactor };
  const message = `${where}: warmupSteps is ${warmupSteps}, all steps together are ${steps}. Lower warmupSteps, or raise steps.`;
  throw new OptionError(message, { option: 'warmupSteps', value: warmupSteps });
}
