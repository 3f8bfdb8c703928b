import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../core/errors.js';
import { definitionOf, describeLoss, inputPreparer, nameLoss, type PreparedInput } from './defineLoss.js';
import type { Loss } from './loss.js';
import type { CommonOptions } from './lossOptions.js';

/** The weight of a loss in an epoch, counted from 1. */
export type WeightSchedule = (epoch: number) => number;

/** A loss and how much it counts. */
export type CombineTerm = readonly [weight: number | WeightSchedule, loss: Loss];

/** A weighted sum of losses. */
export interface CombinedLoss extends Loss {
  /** The weights of an epoch, counted from 1. */
  weights(epoch: number): number[];
  /** The same sum with the weights of an epoch. `fit` asks for it at the start of each. */
  atEpoch(epoch: number): CombinedLoss;
}

/**
 * A weighted sum of losses: `Σ wᵢ·lossᵢ`.
 *
 * A weight is a number, or a function of the epoch, counted from 1; called as it stands, the sum has the weights of the
 * first epoch, and `atEpoch` gives that of another. Losses that agree on `task`, `fromLogits` and `ignoreIndex` share
 * their softmax, one-hot masks and checks, so that two cost less than twice one.
 *
 * @throws {@link OptionError} if there is no loss, if losses differ in task or in what they take for a prediction, or if
 *   a weight is not a number of at least 0.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, combine, diceLoss } from 'segkit';
 *
 * // Starts with cross-entropy alone and moves over to Dice within ten epochs.
 * const loss = combine([
 *   [1, binaryCrossEntropy()],
 *   [(epoch) => Math.min(1, (epoch - 1) / 10), diceLoss()],
 * ]);
 * console.log(loss.weights(1), loss.weights(6)); // [ 1, 0 ] [ 1, 0.5 ]
 * ```
 */
export function combine(terms: readonly CombineTerm[]): CombinedLoss {
  checkTerms(terms);
  return combineAt(terms, 1, new Map());
}

type Preparer = ReturnType<typeof inputPreparer>;

function combineAt(terms: readonly CombineTerm[], epoch: number, preparers: Map<string, Preparer>): CombinedLoss {
  const weights = (at: number): number[] => terms.map((term) => weightAt(term, at));
  const now = weights(epoch);
  const losses = terms.map(([, loss]) => loss.atEpoch?.(epoch) ?? loss);
  const { task, fromLogits } = losses[0];
  const run = (yTrue: tf.Tensor, yPred: tf.Tensor, weight?: tf.Tensor): tf.Scalar =>
    tf.tidy(() => {
      const shared = shareInput(preparers, yTrue, yPred, weight);
      // What does not count is not computed, unless nothing counts: a gradient needs something to go through.
      const isCounting = (value: number): boolean => value > 0 || !now.some((other) => other > 0);
      const values = losses.flatMap((loss, i) =>
        isCounting(now[i]) ? [tf.mul<tf.Scalar>(evaluateShared(loss, shared), now[i])] : [],
      );
      return tf.addN(values);
    });
  const given = {
    losses: terms.map(([, loss]) => describeLoss(loss)),
    // A function is told from another by what it gives, once somebody asks.
    get weights() {
      return [1, 2, 5, 10, 20, 50, 100].map((at) =>
        terms.map(([value]) => (typeof value === 'function' ? value(at) : value)),
      );
    },
  };
  return Object.assign(nameLoss({ lossName: 'combine', task, fromLogits, given }, run), {
    weights,
    atEpoch: (at: number) => combineAt(terms, at, preparers),
  });
}

/** The tensors of a call, and what has been made of them so far. */
interface SharedInput {
  readonly yTrue: tf.Tensor;
  readonly yPred: tf.Tensor;
  readonly weight: tf.Tensor | undefined;
  prepare(options: CommonOptions): PreparedInput;
}

function shareInput(
  preparers: Map<string, Preparer>,
  yTrue: tf.Tensor,
  yPred: tf.Tensor,
  weight: tf.Tensor | undefined,
): SharedInput {
  const prepared = new Map<string, PreparedInput>();
  const prepare = (options: CommonOptions): PreparedInput => {
    const key = String(options.ignoreIndex);
    const preparer = preparers.get(key) ?? inputPreparer(options);
    preparers.set(key, preparer);
    const input = prepared.get(key) ?? preparer(yTrue, yPred, weight);
    prepared.set(key, input);
    return input;
  };
  return { yTrue, yPred, weight, prepare };
}

function evaluateShared(loss: Loss, { yTrue, yPred, weight, prepare }: SharedInput): tf.Scalar {
  const definition = definitionOf(loss);
  if (!definition) return loss(yTrue, yPred, weight);
  const { input, guard } = prepare(definition.options);
  return guard(definition.formula(input));
}

function weightAt([weight]: CombineTerm, epoch: number): number {
  const value = typeof weight === 'function' ? weight(epoch) : weight;
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
  const when = typeof weight === 'function' ? ` in epoch ${epoch}` : '';
  throw new OptionError(`combine: a weight is ${value}${when}. It must be a number of at least 0.`, {
    option: 'weight',
    value,
  });
}

function checkTerms(terms: readonly CombineTerm[]): void {
  if (!Array.isArray(terms) || terms.length === 0) {
    throw new OptionError('combine: there is no loss. Give pairs of a weight and a loss: combine([[1, diceLoss()]]).', {
      option: 'terms',
      value: terms,
    });
  }
  for (const term of terms) {
    if (Array.isArray(term) && term.length === 2 && typeof term[1] === 'function') continue;
    throw new OptionError('combine: a term is not a pair of a weight and a loss, such as [1, diceLoss()].', {
      option: 'terms',
      value: term,
    });
  }
  const first = terms[0][1];
  for (const [, loss] of terms) {
    for (const field of ['task', 'fromLogits'] as const) {
      if (loss[field] === first[field]) continue;
      throw new OptionError(
        `combine: ${first.lossName} has ${field} ${first[field]}, but ${loss.lossName} has ${loss[field]}. Give all ` +
          `losses the same ${field}.`,
        { option: field, value: loss[field] },
      );
    }
  }
}
