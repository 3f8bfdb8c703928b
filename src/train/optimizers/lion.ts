import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { LearningRate } from '../schedules/schedule.js';
import { createOptimizer } from './createOptimizer.js';
import { applyDecay, blend } from './decay.js';
import type { Optimizer } from './optimizer.js';
import { type OptimizerOptions, optimizerOptionNames, resolveOptions } from './optimizerOptions.js';

/** Options of {@link lion}. */
export interface LionOptions extends OptimizerOptions {
  /** A number, or a function of the step; a third to a tenth of AdamW's. Default 0.0001. */
  readonly learningRate?: LearningRate;
  /** How much of the momentum is in a move, from 0 to 1. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the momentum, from 0 to 1. Default 0.99. */
  readonly beta2?: number;
  /** The weight shrinks by `learningRate · weightDecay` of itself in each step; three to ten times AdamW's. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Lion: `w ← w · (1 − lr·wd) − lr · sign(β₁m + (1−β₁)g)`, then `m ← β₂m + (1−β₂)g`. Every weight moves by the same
 * amount, and one value a weight is remembered, half as much as by Adam.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Chen et al., "Symbolic Discovery of Optimization Algorithms", NeurIPS 2023.
 *
 * @example
 * ```ts
 * import { lion } from 'segkit';
 *
 * const optimizer = lion({ learningRate: 1e-4, weightDecay: 0.1 });
 * console.log(optimizer.learningRate()); // 0.0001
 * ```
 */
export function lion(options: LionOptions = {}): Optimizer {
  checkOptionNames('lion', options, [...optimizerOptionNames, 'beta1', 'beta2']);
  const { beta1 = 0.9, beta2 = 0.99 } = options;
  const resolved = resolveOptions('lion', options, { learningRate: 1e-4, weightDecay: 0 });
  checkNumber('lion', 'beta1', beta1, { min: 0, max: 1 });
  checkNumber('lion', 'beta2', beta2, { min: 0, max: 1 });
  return createOptimizer('lion', resolved, ['momentum'], (variable, raw, slots, update) => {
    const { weight, gradient } = applyDecay('decoupled', variable, raw, update);
    const direction = signOf(blend(slots?.momentum, gradient, beta1));
    const momentum = blend(slots?.momentum, gradient, beta2);
    return { weight: tf.sub(weight, tf.mul(direction, update.learningRate)), slots: { momentum } };
  });
}

/** −1, 0 or 1, and NaN for NaN. tf.sign takes fifteen times as long on wasm, where it goes value by value. */
function signOf(x: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.clipByValue(tf.abs(x), smallestNormal, largestFinite));
}

const smallestNormal = 2 ** -126;
const largestFinite = (2 - 2 ** -23) * 2 ** 127;
