import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { LearningRate } from '../schedules/schedule.js';
import { scaleByRootMeanSquare } from './adamRule.js';
import { createOptimizer, type Slots } from './createOptimizer.js';
import { applyDecay, blend } from './decay.js';
import type { Optimizer } from './optimizer.js';
import { type OptimizerOptions, optimizerOptionNames, resolveMomentum, resolveOptions } from './optimizerOptions.js';

/** Options of {@link rmsprop}. */
export interface RmspropOptions extends OptimizerOptions {
  /** A number, or a function of the step. Default 0.001. */
  readonly learningRate?: LearningRate;
  /** Decay of the mean square, from 0 to 1. Default 0.9. */
  readonly rho?: number;
  /** Keeps the division from 0; at least 0. Default 1e-8. */
  readonly eps?: number;
  /** Whether `eps` is added to the root, `√s + ε` (`'outside'`, PyTorch), or under it, `√(s + ε)` (`'inside'`, Keras). Default `'outside'`. */
  readonly epsForm?: 'outside' | 'inside';
  /** The part of the last move that goes on, from 0 to 1; a number, or a function of the step. Default 0. */
  readonly momentum?: LearningRate;
  /** What momentum sums, as in {@link sgd}. Default `'gradients'`. */
  readonly momentumForm?: 'gradients' | 'velocity';
  /** Whether the square of the mean gradient is taken off, so that its variance divides. Default false. */
  readonly centered?: boolean;
  /** `weightDecay · w` is added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/**
 * RMSprop: `s ← ρs + (1−ρ)g²`, `w ← w − lr · g / (√s + ε)`; centered, `s − (mean g)²` takes the place of s.
 *
 * @throws {@link OptionError} for unknown options and values out of range.
 * @see Hinton, "Neural Networks for Machine Learning", lecture 6, 2012; Graves, "Generating Sequences With Recurrent
 *   Neural Networks", 2013, for `centered` and momentum.
 *
 * @example
 * ```ts
 * import { rmsprop } from 'segkit';
 *
 * const optimizer = rmsprop({ learningRate: 1e-4, momentum: 0.9 });
 * console.log(optimizer.learningRate()); // 0.0001
 * ```
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const names = ['rho', 'eps', 'epsForm', 'momentum', 'momentumForm', 'centered'];
  checkOptionNames('rmsprop', options, [...optimizerOptionNames, ...names]);
  const { rho = 0.9, eps = 1e-8, epsForm = 'outside', momentumForm = 'gradients', centered = false } = options;
  const resolved = resolveOptions('rmsprop', options, { learningRate: 1e-3, weightDecay: 0 });
  const hasMomentum = options.momentum !== undefined && options.momentum !== 0;
  const momentum = resolveMomentum('rmsprop', 'momentum', options.momentum ?? 0);
  checkNumber('rmsprop', 'rho', rho, { min: 0, max: 1 });
  checkNumber('rmsprop', 'eps', eps, { min: 0 });
  checkOneOf('rmsprop', 'epsForm', epsForm, ['outside', 'inside']);
  checkOneOf('rmsprop', 'momentumForm', momentumForm, ['gradients', 'velocity']);
  checkOneOf('rmsprop', 'centered', centered, [true, false]);

  /** The gradient over its root mean square, or over its deviation. */
  const scale = (gradient: tf.Tensor, slots: Slots | undefined): { scaled: tf.Tensor; kept: Slots } => {
    if (!centered && epsForm === 'outside') {
      const { scaled, square } = scaleByRootMeanSquare(gradient, slots?.square, { rho, eps });
      return { scaled, kept: { square } };
    }
    const square = blend(slots?.square, tf.square(gradient), rho);
    const mean = centered ? blend(slots?.mean, gradient, rho) : undefined;
    // Rounding may take the difference below 0, where the root is NaN.
    const spread = mean ? tf.relu(tf.sub(square, tf.square(mean))) : square;
    const divisor = epsForm === 'inside' ? tf.sqrt(tf.add(spread, eps)) : tf.add(tf.sqrt(spread), eps);
    return { scaled: tf.div(gradient, divisor), kept: { square, ...(mean && { mean }) } };
  };
  const slotNames = ['square', ...(centered ? ['mean'] : []), ...(hasMomentum ? ['momentum'] : [])];
  return createOptimizer('rmsprop', resolved, slotNames, (variable, raw, slots, update) => {
    const { learningRate, step } = update;
    const { weight, gradient } = applyDecay('coupled', variable, raw, update);
    const { scaled, kept } = scale(gradient, slots);
    if (!hasMomentum) return { weight: tf.sub(weight, tf.mul(scaled, learningRate)), slots: kept };
    const fresh = momentumForm === 'velocity' ? tf.mul(scaled, learningRate) : scaled;
    const sum = slots ? tf.add(tf.mul(slots.momentum, momentum(step)), fresh) : fresh;
    const change = momentumForm === 'velocity' ? sum : tf.mul(sum, learningRate);
    return { weight: tf.sub(weight, change), slots: { ...kept, momentum: sum } };
  });
}
