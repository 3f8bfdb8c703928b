import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { LearningRate, NamedVariable, Optimizer } from './optimizer.js';

export interface AdamOptions {
  /** A number, or a function of the step. Default 0.001. */
  readonly learningRate?: LearningRate;
  /** Decay of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly eps?: number;
}

/**
 * Adam: `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − lr · m̂ / (√v̂ + ε)` with `m̂ = m/(1−β₁ᵗ)` and
 * `v̂ = v/(1−β₂ᵗ)`, where t counts the steps of each weight.
 *
 * Unlike `tf.train.adam`, it keeps its moments by the name of a weight and not by its position, so that freezing a
 * layer neither mixes them up nor crashes.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
 *
 * @example
 * ```ts
 * import { adam, cosineSchedule } from 'segkit';
 *
 * const optimizer = adam({ learningRate: cosineSchedule({ learningRate: 2e-3, steps: 1000 }) });
 * console.log(optimizer.learningRate());
 * ```
 */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptionNames('adam', options, ['learningRate', 'beta1', 'beta2', 'eps']);
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = options;
  if (typeof learningRate !== 'function') checkNumber('adam', 'learningRate', learningRate, { min: 0 });
  checkNumber('adam', 'beta1', beta1, { min: 0, max: 1 });
  checkNumber('adam', 'beta2', beta2, { min: 0, max: 1 });
  checkNumber('adam', 'eps', eps, { min: 0 });

  const moments = new Map<string, Moments>();
  let steps = 0;
  const rate = (): number => (typeof learningRate === 'function' ? learningRate(steps) : learningRate);

  const applyOne = (variable: tf.Variable, gradient: tf.Tensor, old: Moments | undefined, lr: number): Moments => {
    const count = (old?.count ?? 0) + 1;
    // The corrections are folded into two scalars: w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
    const stepSize = lr / (1 - beta1 ** count);
    const rootCorrection = 1 / Math.sqrt(1 - beta2 ** count);
    const [first, second] = tf.tidy(() => {
      const m = blend(old?.first, gradient, beta1);
      const v = blend(old?.second, tf.square(gradient), beta2);
      const scale = tf.add(tf.mul(tf.sqrt(v), rootCorrection), eps);
      variable.assign(tf.sub(variable, tf.mul(tf.div(m, scale), stepSize)));
      return [m, v];
    });
    tf.dispose([old?.first, old?.second].filter((tensor) => tensor !== undefined));
    return { first: tf.keep(first), second: tf.keep(second), count };
  };

  return {
    optimizerName: 'adam',
    get steps() {
      return steps;
    },
    learningRate: rate,
    apply(weights: readonly NamedVariable[], gradients) {
      const lr = rate();
      for (const { name, variable } of weights) {
        const gradient = gradients[name];
        if (gradient) moments.set(name, applyOne(variable, gradient, moments.get(name), lr));
      }
      steps++;
    },
    dispose() {
      for (const { first, second } of moments.values()) tf.dispose([first, second]);
      moments.clear();
    },
  };
}

interface Moments {
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
  readonly count: number;
}

/** `decay · old + (1 − decay) · value`, where a missing `old` is zero. */
function blend(old: tf.Tensor | undefined, value: tf.Tensor, decay: number): tf.Tensor {
  const fresh = tf.mul(value, 1 - decay);
  return old ? tf.add(tf.mul(old, decay), fresh) : fresh;
}
