import { checkOptionNames } from '../../core/options.js';
import type { LearningRate } from '../schedules/schedule.js';
import { type AdamRuleOptions, adamRule, adamRuleOptionNames } from './adamRule.js';
import { createOptimizer } from './createOptimizer.js';
import type { Optimizer } from './optimizer.js';
import { type OptimizerOptions, optimizerOptionNames, resolveOptions } from './optimizerOptions.js';

/** Options of {@link adam}. */
export interface AdamOptions extends OptimizerOptions, AdamRuleOptions {
  /** A number, or a function of the step. Default 0.001. */
  readonly learningRate?: LearningRate;
  /** `weightDecay · w` is added to the gradient, as of old; {@link adamW} decays better. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adam: `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − lr · m̂ / (√v̂ + ε)` with `m̂ = m/(1−β₁ᵗ)` and
 * `v̂ = v/(1−β₂ᵗ)`, where t counts the steps of each weight.
 *
 * Unlike `tf.train.adam`, it keeps its moments by the name of a weight and not by its position, so that freezing a
 * layer neither mixes them up nor crashes. Backends may bring the kernel `SegAdam`, as `segkit/wasm` does; elsewhere a
 * step is made of tfjs ops, and so it is with `amsgrad`.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015; for `amsgrad` Reddi et al., "On the
 *   Convergence of Adam and Beyond", ICLR 2018.
 *
 * @example
 * ```ts
 * import { adam, cosineSchedule } from 'segkit';
 *
 * const optimizer = adam({ learningRate: cosineSchedule({ learningRate: 2e-3, steps: 1000 }) });
 * console.log(optimizer.learningRate()); // 0.002
 * ```
 */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptionNames('adam', options, [...optimizerOptionNames, ...adamRuleOptionNames]);
  const resolved = resolveOptions('adam', options, { learningRate: 1e-3, weightDecay: 0 });
  const { slotNames, rule } = adamRule('adam', options, 'coupled');
  return createOptimizer('adam', resolved, slotNames, rule);
}
