import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';

/** Options of {@link earlyStoppingRule}. */
export interface EarlyStoppingRuleOptions {
  /** Whether smaller values are better (`'min'`, as of a loss) or larger ones (`'max'`, as of Dice). */
  readonly mode: 'min' | 'max';
  /** Stops when this many values in a row are no better than the best. Default 10. */
  readonly patience?: number;
  /** How much better than the best a value must be to count. Default 0. */
  readonly minDelta?: number;
}

/** What {@link earlyStoppingRule} decides. */
export interface EarlyStoppingDecision {
  /** Whether it is time. */
  readonly stop: boolean;
  /** The place of the best value in the list; `undefined` where no value is a number. */
  readonly bestIndex: number | undefined;
}

/**
 * Decides whether a metric has stopped becoming better, by all its values so far, one an epoch.
 *
 * It remembers nothing: after a resume, the values of the history give the same decision. The first value never stops a
 * training. NaN is never better. Values after the one that stops do not count.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 *
 * @example
 * ```ts
 * import { earlyStoppingRule } from 'segkit';
 *
 * const decide = earlyStoppingRule({ mode: 'max', patience: 2 });
 * console.log(decide([0.7, 0.8, 0.79])); // { stop: false, bestIndex: 1 }
 * console.log(decide([0.7, 0.8, 0.79, 0.8])); // { stop: true, bestIndex: 1 }
 * ```
 */
export function earlyStoppingRule(
  options: EarlyStoppingRuleOptions,
): (values: readonly number[]) => EarlyStoppingDecision {
  checkOptionNames('earlyStoppingRule', options, ['mode', 'patience', 'minDelta']);
  const { mode, patience = 10, minDelta = 0 } = options;
  checkOneOf('earlyStoppingRule', 'mode', mode, ['min', 'max']);
  checkNumber('earlyStoppingRule', 'patience', patience, { min: 0, integer: true });
  checkNumber('earlyStoppingRule', 'minDelta', minDelta, { min: 0 });
  const sign = mode === 'min' ? -1 : 1;
  return (values) => {
    let bestIndex: number | undefined;
    let bad = 0;
    for (const [index, value] of values.entries()) {
      const isBetter =
        bestIndex === undefined ? !Number.isNaN(value) : sign * value - minDelta > sign * values[bestIndex];
      bad = isBetter ? 0 : bad + 1;
      if (isBetter) bestIndex = index;
      else if (bad >= patience && index > 0) return { stop: true, bestIndex };
    }
    return { stop: false, bestIndex };
  };
}
