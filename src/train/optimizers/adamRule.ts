import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { runKernel } from '../../ops/portableKernel.js';
import type { LearningRate } from '../schedules/schedule.js';
import type { Moved, Update, UpdateRule } from './createOptimizer.js';
import { applyDecay, blend, type WeightDecayForm } from './decay.js';
import { resolveMomentum } from './optimizerOptions.js';

/** Options of Adam in all its forms. */
export interface AdamRuleOptions {
  /** Decay of the first moment, from 0 to below 1; a number, or a function of the step. Default 0.9. */
  readonly beta1?: LearningRate;
  /** Decay of the second moment, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly eps?: number;
  /**
   * Whether `eps` is added to the root of the corrected second moment, `√v̂ + ε` (`'corrected'`, as in PyTorch), or to
   * that of the moment itself, `√v + ε` (`'hat'`, as in Keras and at the end of the paper's section 2), which damps the
   * first steps. Default `'corrected'`.
   */
  readonly epsForm?: 'corrected' | 'hat';
  /** Whether the largest second moment so far divides, so that steps do not grow again. Default false. */
  readonly amsgrad?: boolean;
}

/** The names of {@link AdamRuleOptions}. */
export const adamRuleOptionNames: readonly string[] = ['beta1', 'beta2', 'eps', 'epsForm', 'amsgrad'];

/** The rule of Adam and AdamW, which part in their weight decay only, and what it remembers. */
export function adamRule(
  where: string,
  options: AdamRuleOptions,
  weightDecayForm: WeightDecayForm,
): { readonly slotNames: readonly string[]; readonly rule: UpdateRule } {
  const { beta2 = 0.999, eps = 1e-8, epsForm = 'corrected', amsgrad = false } = options;
  const beta1At = resolveMomentum(where, 'beta1', options.beta1 ?? 0.9);
  // Corrections divide by 1 − β, so that β must stay below 1.
  if (typeof options.beta1 === 'number') checkNumber(where, 'beta1', options.beta1, { min: 0, max: largestBeta });
  checkNumber(where, 'beta2', beta2, { min: 0, max: largestBeta });
  checkNumber(where, 'eps', eps, { min: 0 });
  checkOneOf(where, 'epsForm', epsForm, ['corrected', 'hat']);
  checkOneOf(where, 'amsgrad', amsgrad, [true, false]);

  const rule: UpdateRule = (variable, raw, slots, update) => {
    const decayed = applyDecay(weightDecayForm, variable, raw, update);
    const inputs: Record<string, tf.Tensor> = { ...decayed, ...slots };
    const attributes = stepAttributes(beta1At(update.step), beta2, eps, epsForm, update);
    if (amsgrad) return amsgradStep(inputs, attributes);
    const [weight, first, second] = runKernel('SegAdam', portableAdam, inputs, { ...attributes });
    return { weight, slots: { first, second } };
  };
  return { slotNames: amsgrad ? ['first', 'second', 'largest'] : ['first', 'second'], rule };
}

const largestBeta = 1 - Number.EPSILON;

/** The numbers of a step, with the bias corrections folded into two of them. */
interface StepAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly stepSize: number;
  readonly rootCorrection: number;
}

/** `w − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)`, or with `'hat'` `w − lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε)`. */
function stepAttributes(
  beta1: number,
  beta2: number,
  epsilon: number,
  epsForm: 'corrected' | 'hat',
  { learningRate, updates }: Update,
): StepAttributes {
  const stepSize = learningRate / (1 - beta1 ** updates);
  const root = Math.sqrt(1 - beta2 ** updates);
  return epsForm === 'hat'
    ? { beta1, beta2, epsilon, stepSize: stepSize * root, rootCorrection: 1 }
    : { beta1, beta2, epsilon, stepSize, rootCorrection: 1 / root };
}

type AdamInputs = Readonly<Record<string, tf.Tensor>>;

/** The kernel `SegAdam` of tfjs ops: the new weight and the new moments. */
function portableAdam(inputs: AdamInputs, attributes: Readonly<Record<string, number>>): tf.Tensor[] {
  const { first, second } = moments(inputs, attributes as unknown as StepAttributes);
  return [moved(inputs.weight, first, second, attributes as unknown as StepAttributes), first, second];
}

/** `s ← ρs + (1−ρ)g²` and `g / (√s + ε)`: a step of Adam from 0 whose first moment is the gradient. */
export function scaleByRootMeanSquare(
  gradient: tf.Tensor,
  square: tf.Tensor | undefined,
  { rho, eps }: { readonly rho: number; readonly eps: number },
): { readonly scaled: tf.Tensor; readonly square: tf.Tensor } {
  const inputs = { weight: tf.zerosLike(gradient), gradient, ...(square && { first: gradient, second: square }) };
  const attributes: StepAttributes = { beta1: 0, beta2: rho, epsilon: eps, stepSize: -1, rootCorrection: 1 };
  const [scaled, , newSquare] = runKernel('SegAdam', portableAdam, inputs, { ...attributes });
  return { scaled, square: newSquare };
}

function amsgradStep(inputs: AdamInputs, attributes: StepAttributes): Moved {
  const { first, second } = moments(inputs, attributes);
  // The larger of two; tf.maximum takes ten times as long on wasm, where it goes value by value.
  const { largest: old } = inputs;
  const largest = old ? tf.add(old, tf.relu(tf.sub(second, old))) : tf.clone(second);
  return { weight: moved(inputs.weight, first, largest, attributes), slots: { first, second, largest } };
}

function moments(inputs: AdamInputs, { beta1, beta2 }: StepAttributes): { first: tf.Tensor; second: tf.Tensor } {
  return {
    first: blend(inputs.first, inputs.gradient, beta1),
    second: tf.tidy(() => blend(inputs.second, tf.square(inputs.gradient), beta2)),
  };
}

function moved(
  weight: tf.Tensor,
  first: tf.Tensor,
  second: tf.Tensor,
  { stepSize, rootCorrection, epsilon }: StepAttributes,
): tf.Tensor {
  return tf.tidy(() => {
    const divisor = tf.tidy(() => tf.add(tf.mul(tf.sqrt(second), rootCorrection), epsilon));
    return tf.sub(weight, tf.mul(tf.div(first, divisor), stepSize));
  });
}
