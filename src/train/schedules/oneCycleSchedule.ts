import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { cosineBetween } from './cosineSchedule.js';
import type { Schedule } from './schedule.js';

/** Options of {@link oneCycleSchedule}. */
export interface OneCycleScheduleOptions {
  /** The rate at its highest. */
  readonly learningRate: number;
  /** The steps of the whole cycle; later ones stay at its last rate. */
  readonly steps: number;
  /** The share of the steps in which the rate rises. Default 0.3. */
  readonly warmupFraction?: number;
  /** How the rate goes from one value to the next. Default `'cosine'`. */
  readonly anneal?: 'cosine' | 'linear';
  /** The first rate is the highest divided by this. Default 25. */
  readonly divFactor?: number;
  /** The last rate is the first divided by this. Default 10000. */
  readonly finalDivFactor?: number;
  /** Whether the rate falls back to the first one as fast as it rose, and then to the last. Default false. */
  readonly threePhase?: boolean;
  /** The momentum where the rate is highest. Default 0.85. */
  readonly baseMomentum?: number;
  /** The momentum at the start and at the end. Default 0.95. */
  readonly maxMomentum?: number;
}

/** A learning rate, and the momentum that goes the other way. */
export interface OneCycleSchedule extends Schedule {
  /** For `momentum` of {@link sgd}, or `beta1` of {@link adam} and {@link adamW}. */
  readonly momentum: Schedule;
}

/**
 * One rise and one fall: from `lr / divFactor` up to `lr` while the momentum falls from its highest to its lowest, then
 * down to `lr / divFactor / finalDivFactor` while the momentum rises again.
 *
 * The rise ends at step `warmupFraction · steps − 1`, the fall at `steps − 1`.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Smith and Topin, "Super-Convergence", 2018.
 *
 * @example
 * ```ts
 * import { oneCycleSchedule, sgd } from 'segkit';
 *
 * const cycle = oneCycleSchedule({ learningRate: 0.1, steps: 100 });
 * const optimizer = sgd({ learningRate: cycle, momentum: cycle.momentum, nesterov: true });
 * console.log(optimizer.learningRate().toFixed(3), cycle(29), cycle.momentum(29)); // 0.004 0.1 0.85
 * ```
 */
export function oneCycleSchedule(options: OneCycleScheduleOptions): OneCycleSchedule {
  checkOneCycleOptions(options);
  const { learningRate: highest, steps, warmupFraction = 0.3, anneal = 'cosine', threePhase = false } = options;
  const { divFactor = 25, finalDivFactor = 1e4, baseMomentum = 0.85, maxMomentum = 0.95 } = options;
  const first = highest / divFactor;
  const riseEnd = warmupFraction * steps - 1;
  const fallBack = threePhase ? [{ at: 2 * riseEnd, rate: first, momentum: maxMomentum }] : [];
  const points = [
    { at: riseEnd, rate: highest, momentum: baseMomentum },
    ...fallBack,
    { at: steps - 1, rate: first / finalDivFactor, momentum: maxMomentum },
  ];
  const between = anneal === 'cosine' ? cosineBetween : linearBetween;
  const rates = points.map(({ at, rate }): Point => ({ at, value: rate }));
  const momenta = points.map(({ at, momentum }): Point => ({ at, value: momentum }));
  return Object.assign(path(first, rates, between), { momentum: path(maxMomentum, momenta, between) });
}

/** A value that is reached at a step. */
interface Point {
  readonly at: number;
  readonly value: number;
}

/** Goes from a value at step 0 to one point after another, and stays at the last. */
function path(start: number, points: readonly Point[], between: typeof cosineBetween): Schedule {
  return (step) => {
    let from: Point = { at: 0, value: start };
    for (const to of points) {
      // A phase that ends before it begins, as the rise of a short training may, is left out.
      if (step <= to.at && to.at > from.at) {
        return between(from.value, to.value, (step - from.at) / (to.at - from.at));
      }
      from = { at: Math.max(from.at, to.at), value: to.value };
    }
    return from.value;
  };
}

const linearBetween = (start: number, end: number, progress: number): number => start + (end - start) * progress;

function checkOneCycleOptions(options: OneCycleScheduleOptions): void {
  const where = 'oneCycleSchedule';
  const names = ['learningRate', 'steps', 'warmupFraction', 'anneal', 'divFactor', 'finalDivFactor', 'threePhase'];
  checkOptionNames(where, options, [...names, 'baseMomentum', 'maxMomentum']);
  const { learningRate, steps, warmupFraction = 0.3, anneal = 'cosine', threePhase = false } = options;
  const { divFactor = 25, finalDivFactor = 1e4, baseMomentum = 0.85, maxMomentum = 0.95 } = options;
  checkNumber(where, 'learningRate', learningRate, { min: 0 });
  checkNumber(where, 'steps', steps, { min: 2 });
  checkNumber(where, 'warmupFraction', warmupFraction, { min: 0, max: threePhase ? 0.5 : 1 });
  checkOneOf(where, 'anneal', anneal, ['cosine', 'linear']);
  checkOneOf(where, 'threePhase', threePhase, [true, false]);
  checkNumber(where, 'divFactor', divFactor, { min: 1 });
  checkNumber(where, 'finalDivFactor', finalDivFactor, { min: Number.MIN_VALUE });
  checkNumber(where, 'baseMomentum', baseMomentum, { min: 0, max: 1 });
  checkNumber(where, 'maxMomentum', maxMomentum, { min: 0, max: 1 });
}
