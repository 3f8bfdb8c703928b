import { checkNumber, checkOptionNames } from '../../core/options.js';

export interface CosineScheduleOptions {
  /** The rate at its highest. */
  readonly learningRate: number;
  /** The number of steps until the rate is at its lowest; it stays there. */
  readonly steps: number;
  /** Steps at the start in which the rate rises linearly. Default 0. */
  readonly warmupSteps?: number;
  /** The rate of the first step of the warm-up, as a part of the highest. Default 0. */
  readonly warmupStartFactor?: number;
  /** The rate at the end. Default 0. */
  readonly minimum?: number;
}

/**
 * Half a cosine from the highest rate to the lowest: `min + (lr − min) · (1 + cos(π·t)) / 2`, where t runs from 0 at
 * the end of the warm-up to 1 at `steps`. In the warm-up the rate of step s is `lr · (f + (1 − f) · s / warmupSteps)` with
 * f the `warmupStartFactor`.
 *
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
export function cosineSchedule(options: CosineScheduleOptions): (step: number) => number {
  checkOptionNames('cosineSchedule', options, ['learningRate', 'steps', 'warmupSteps', 'warmupStartFactor', 'minimum']);
  const { learningRate, steps, warmupSteps = 0, warmupStartFactor = 0, minimum = 0 } = options;
  checkNumber('cosineSchedule', 'learningRate', learningRate, { min: 0 });
  checkNumber('cosineSchedule', 'steps', steps, { min: 1 });
  checkNumber('cosineSchedule', 'warmupSteps', warmupSteps, { min: 0, max: steps });
  checkNumber('cosineSchedule', 'warmupStartFactor', warmupStartFactor, { min: 0, max: 1 });
  checkNumber('cosineSchedule', 'minimum', minimum, { min: 0 });
  return (step) => {
    if (step < warmupSteps) {
      return learningRate * (warmupStartFactor + ((1 - warmupStartFactor) * step) / warmupSteps);
    }
    const progress = steps === warmupSteps ? 1 : Math.min(1, (step - warmupSteps) / (steps - warmupSteps));
    return minimum + ((learningRate - minimum) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}
