import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** The rate at the start. */
  readonly learningRate: number;
  /** Whether smaller values are better (`'min'`, as of a loss) or larger ones (`'max'`, as of Dice). */
  readonly mode: 'min' | 'max';
  /** What the rate is multiplied by. Default 0.1. */
  readonly factor?: number;
  /** How many values in a row may be no better than the best. Default 10. */
  readonly patience?: number;
  /** How much better than the best a value must be to count. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a part of the best value or a difference to it. Default `'relative'`. */
  readonly thresholdMode?: 'relative' | 'absolute';
  /** For how many values after a reduction none is counted as bad. Default 0. */
  readonly cooldown?: number;
  /** The rate falls no lower. Default 0. */
  readonly minimum?: number;
  /**
   * `'torch'` reduces when more than `patience` values in a row are bad, `'keras'` at the `patience`-th; with `'keras'`,
   * the last value of a cooldown counts. Default `'torch'`.
   */
  readonly semantics?: 'torch' | 'keras';
}

/** The learning rate after all values of a metric so far, one an epoch. */
export type PlateauSchedule = (values: readonly number[]) => number;

/**
 * Lowers the rate when a metric has not become better for a while.
 *
 * It decides by all values since the start, and remembers nothing: after a resume, the values of the history give the
 * same rate again. NaN is never better.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 *
 * @example
 * ```ts
 * import { adam, reduceOnPlateau } from 'segkit';
 *
 * const plateau = reduceOnPlateau({ learningRate: 0.01, mode: 'max', factor: 0.5, patience: 1 });
 * const dice: number[] = []; // one more after each epoch
 * const optimizer = adam({ learningRate: () => plateau(dice) });
 * dice.push(0.7, 0.8, 0.79, 0.8);
 * console.log(optimizer.learningRate()); // 0.005
 * ```
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions): PlateauSchedule {
  const settings = resolveOptions(options);
  const { learningRate, semantics, cooldown, patience } = settings;
  return (values) => {
    let rate = learningRate;
    let best: number | undefined;
    let bad = 0;
    let cooling = 0;
    for (const value of values) {
      // Keras counts the cooldown down before it looks at the value, PyTorch after.
      if (semantics === 'keras' && cooling > 0) cooling--;
      if (isBetter(value, best, settings)) {
        best = value;
        bad = 0;
      } else bad++;
      if (cooling > 0) bad = 0;
      if (semantics === 'torch' && cooling > 0) cooling--;
      const isDue = semantics === 'torch' ? bad > patience : bad >= patience && bad > 0;
      if (!isDue) continue;
      rate = reduce(rate, settings);
      cooling = cooldown;
      bad = 0;
    }
    return rate;
  };
}

type Settings = Required<ReduceOnPlateauOptions>;

function isBetter(value: number, best: number | undefined, { mode, threshold, thresholdMode }: Settings): boolean {
  if (best === undefined) return !Number.isNaN(value);
  const sign = mode === 'min' ? -1 : 1;
  const margin = thresholdMode === 'relative' ? threshold * best : threshold;
  return sign * value > sign * (best + sign * margin);
}

/** PyTorch leaves a rate alone that would change by 1e-8 at most. */
function reduce(rate: number, { factor, minimum, semantics }: Settings): number {
  const lower = Math.max(rate * factor, minimum);
  if (semantics === 'keras') return rate > minimum ? lower : rate;
  return rate - lower > 1e-8 ? lower : rate;
}

function resolveOptions(options: ReduceOnPlateauOptions): Settings {
  const where = 'reduceOnPlateau';
  const names = ['learningRate', 'mode', 'factor', 'patience', 'threshold', 'thresholdMode', 'cooldown', 'minimum'];
  checkOptionNames(where, options, [...names, 'semantics']);
  const { learningRate, mode, factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = 'relative' } = options;
  const { cooldown = 0, minimum = 0, semantics = 'torch' } = options;
  checkNumber(where, 'learningRate', learningRate, { min: 0 });
  checkOneOf(where, 'mode', mode, ['min', 'max']);
  checkNumber(where, 'factor', factor, { min: 0, max: 1 });
  checkNumber(where, 'patience', patience, { min: 0, integer: true });
  checkNumber(where, 'threshold', threshold, { min: 0 });
  checkOneOf(where, 'thresholdMode', thresholdMode, ['relative', 'absolute']);
  checkNumber(where, 'cooldown', cooldown, { min: 0, integer: true });
  checkNumber(where, 'minimum', minimum, { min: 0 });
  checkOneOf(where, 'semantics', semantics, ['torch', 'keras']);
  return { learningRate, mode, factor, patience, threshold, thresholdMode, cooldown, minimum, semantics };
}
