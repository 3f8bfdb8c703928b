import { checkOptionNames } from '../../core/options.js';
import type { LearningRate } from '../schedules/schedule.js';
import { type AdamRuleOptions, adamRule, adamRuleOptionNames } from './adamRule.js';
import { createOptimizer } from './createOptimizer.js';
import type { Optimizer } from './optimizer.js';
import { type OptimizerOptions, optimizerOptionNames, resolveOptions } from './optimizerOptions.js';

/** Options of {@link adamW}. */
export interface AdamWOptions extends OptimizerOptions, AdamRuleOptions {
  /** A number, or a function of the step. Default 0.001. */
  readonly learningRate?: LearningRate;
  /** The weight shrinks by `learningRate · weightDecay` of itself in each step. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay: `w ← w · (1 − lr·wd)`, then the step of {@link adam}. The decay does not pass through
 * the moments, so that weights with large gradients are decayed as much as the others.
 *
 * Biases and the weights of normalisations are not decayed unless `shouldDecay` says so.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
 *
 * @example
 * ```ts
 * import { adamW, cosineSchedule } from 'segkit';
 *
 * const optimizer = adamW({
 *   learningRate: cosineSchedule({ learningRate: 1e-3, steps: 1000, warmupSteps: 50 }),
 *   weightDecay: 0.05,
 *   groups: [{ weights: /^encoder/, learningRateFactor: 0.1 }],
 * });
 * console.log(optimizer.learningRate()); // 0
 * ```
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  checkOptionNames('adamW', options, [...optimizerOptionNames, ...adamRuleOptionNames]);
  const resolved = resolveOptions('adamW', options, { learningRate: 1e-3, weightDecay: 0.01 });
  const { slotNames, rule } = adamRule('adamW', options, 'decoupled');
  return createOptimizer('adamW', resolved, slotNames, rule);
}
