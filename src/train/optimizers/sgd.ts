import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { LearningRate } from '../schedules/schedule.js';
import { createOptimizer, type Moved } from './createOptimizer.js';
import { applyDecay, type WeightDecayForm } from './decay.js';
import type { Optimizer } from './optimizer.js';
import { type OptimizerOptions, optimizerOptionNames, resolveMomentum, resolveOptions } from './optimizerOptions.js';

/** Options of {@link sgd}. */
export interface SgdOptions extends OptimizerOptions {
  /** A number, or a function of the step. Default 0.01. */
  readonly learningRate?: LearningRate;
  /** The part of the last move that goes on, from 0 to 1; a number, or a function of the step. Default 0; 0.9 is usual. */
  readonly momentum?: LearningRate;
  /** Whether the gradient's own momentum counts in the same step. Default false. */
  readonly nesterov?: boolean;
  /** How strongly weights are pulled to 0, at least 0. Default 0. */
  readonly weightDecay?: number;
  /** `'coupled'` adds `weightDecay · w` to the gradient, `'decoupled'` shrinks the weight beside it. Default `'coupled'`. */
  readonly weightDecayForm?: WeightDecayForm;
  /**
   * What momentum sums: `'gradients'`, as PyTorch does, or `'velocity'`, gradients times their rates, as Keras does. They
   * part when the rate changes. Default `'gradients'`.
   */
  readonly momentumForm?: 'gradients' | 'velocity';
}

/**
 * Stochastic gradient descent: `w ← w − lr·g`, with momentum `v ← μv + g`, `w ← w − lr·v`, with Nesterov's
 * `w ← w − lr·(g + μv)`.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
 *
 * @example
 * ```ts
 * import { polynomialSchedule, sgd } from 'segkit';
 *
 * const learningRate = polynomialSchedule({ learningRate: 0.01, steps: 1000 });
 * const optimizer = sgd({ learningRate, momentum: 0.99, nesterov: true, weightDecay: 3e-5 });
 * console.log(optimizer.learningRate()); // 0.01
 * ```
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const names = [...optimizerOptionNames, 'momentum', 'nesterov', 'weightDecayForm', 'momentumForm'];
  checkOptionNames('sgd', options, names);
  const { nesterov = false, weightDecayForm = 'coupled', momentumForm = 'gradients' } = options;
  const resolved = resolveOptions('sgd', options, { learningRate: 0.01, weightDecay: 0 });
  const hasMomentum = options.momentum !== undefined && options.momentum !== 0;
  const momentum = resolveMomentum('sgd', 'momentum', options.momentum ?? 0);
  checkOneOf('sgd', 'nesterov', nesterov, [true, false]);
  checkOneOf('sgd', 'weightDecayForm', weightDecayForm, ['coupled', 'decoupled']);
  checkOneOf('sgd', 'momentumForm', momentumForm, ['gradients', 'velocity']);
  if (nesterov && !hasMomentum) {
    throw new OptionError('sgd: nesterov needs momentum. Set momentum, 0.9 for instance.', { option: 'nesterov' });
  }

  const slotNames = hasMomentum ? ['momentum'] : [];
  return createOptimizer('sgd', resolved, slotNames, (variable, raw, slots, update): Moved => {
    const { learningRate, step } = update;
    const { weight, gradient } = applyDecay(weightDecayForm, variable, raw, update);
    if (!hasMomentum) return { weight: tf.sub(weight, tf.mul(gradient, learningRate)), slots: {} };
    const mu = momentum(step);
    // With 'velocity', what is summed are moves: gradients times the rate of their own step.
    const fresh = momentumForm === 'velocity' ? tf.mul(gradient, learningRate) : gradient;
    const sum = slots ? tf.add(tf.mul(slots.momentum, mu), fresh) : tf.clone(fresh);
    const direction = nesterov ? tf.add(fresh, tf.mul(sum, mu)) : sum;
    const change = momentumForm === 'velocity' ? direction : tf.mul(direction, learningRate);
    return { weight: tf.sub(weight, change), slots: { momentum: sum } };
  });
}
