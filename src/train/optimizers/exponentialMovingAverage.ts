import * as tf from '@tensorflow/tfjs-core';
import { DataError, ShapeError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { WeightSnapshot } from '../weights.js';
import type { NamedVariable } from './optimizer.js';

/** Options of {@link exponentialMovingAverage}. */
export interface ExponentialMovingAverageOptions {
  /** How much of the average stays in each step, from 0 to below 1. Default 0.999. */
  readonly decay?: number;
  /** Whether the decay begins low, `min(decay, (1 + t) / (10 + t))` at step t, counted from 1. Default false. */
  readonly warmup?: boolean;
  /** Whether the average begins at 0 and is divided by what has gone in, so that the first weights do not count. Default false. */
  readonly debias?: boolean;
}

/** What an {@link ExponentialMovingAverage} remembers: plain data, to be written to a checkpoint. */
export interface AverageState {
  /** By the name of the weight. */
  readonly weights: Readonly<
    Record<
      string,
      {
        /** The shape of the weight. */
        readonly shape: readonly number[];
        /** How often the weight has been taken in. */
        readonly updates: number;
        /** How much of the start is still in the average. */
        readonly startShare: number;
        /** The values of the average, row-major. */
        readonly average: Float32Array;
      }
    >
  >;
}

/** Averages of weights over the steps of a training, by the name of the weight. */
export interface ExponentialMovingAverage {
  /** Takes the weights in; to be called after each step. A new weight begins its average here. */
  update(weights: readonly NamedVariable[]): void;
  /**
   * Puts the averages into the weights; those without an average stay. `restore` of what is returned goes back, and
   * `dispose` frees what is kept for it.
   */
  applyTo(weights: readonly NamedVariable[]): WeightSnapshot;
  /** A copy of what is remembered. */
  state(): Promise<AverageState>;
  /** Goes on from a state. */
  load(state: AverageState): void;
  /** Frees the averages. */
  dispose(): void;
}

/**
 * The exponential moving average of weights: `a ← d·a + (1−d)·w` after each step, from the weights at the start. It is
 * smoother than the last weights, and often predicts better.
 *
 * With `debias`, a begins at 0 and `a / (1 − dᵗ)` is the average. Weights that are given later, as those of a layer that is
 * thawed, begin at their value then.
 *
 * @throws {@link OptionError} for unknown options and numbers out of range.
 * @see Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { exponentialMovingAverage } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const weights = [{ name: 'kernel', variable: tf.variable(tf.tensor1d([1])) }];
 * const average = exponentialMovingAverage(weights, { decay: 0.75 });
 * weights[0].variable.assign(tf.tensor1d([5])); // a step
 * average.update(weights);
 * const before = average.applyTo(weights);
 * console.log(weights[0].variable.dataSync()[0]); // 2
 * before.restore();
 * before.dispose();
 * average.dispose();
 * ```
 */
export function exponentialMovingAverage(
  weights: readonly NamedVariable[],
  options: ExponentialMovingAverageOptions = {},
): ExponentialMovingAverage {
  const where = 'exponentialMovingAverage';
  checkOptionNames(where, options, ['decay', 'warmup', 'debias']);
  const { decay = 0.999, warmup = false, debias = false } = options;
  checkNumber(where, 'decay', decay, { min: 0, max: 1 - Number.EPSILON });
  checkOneOf(where, 'warmup', warmup, [true, false]);
  checkOneOf(where, 'debias', debias, [true, false]);

  const averages = new Map<string, Average>();
  const begin = ({ variable }: NamedVariable): Average => {
    const average = tf.keep(debias ? tf.zerosLike(variable) : tf.clone(variable as tf.Tensor));
    return { average, updates: 0, startShare: 1 };
  };
  const take = ({ name, variable }: NamedVariable, old: Average): void => {
    checkShape(where, name, variable, old.average);
    const updates = old.updates + 1;
    const kept = warmup ? Math.min(decay, (1 + updates) / (10 + updates)) : decay;
    const average = tf.tidy(() => tf.keep(tf.add(tf.mul(old.average, kept), tf.mul(variable, 1 - kept))));
    old.average.dispose();
    averages.set(name, { average, updates, startShare: old.startShare * kept });
  };
  const put = ({ name, variable }: NamedVariable): void => {
    const entry = averages.get(name);
    // Before the first step, a debiased average has taken nothing in.
    if (!entry || (debias && entry.updates === 0)) return;
    checkShape(where, name, variable, entry.average);
    tf.tidy(() => variable.assign(debias ? tf.div(entry.average, 1 - entry.startShare) : tf.clone(entry.average)));
  };
  const forget = (): void => {
    for (const { average } of averages.values()) average.dispose();
    averages.clear();
  };
  for (const weight of weights) averages.set(weight.name, begin(weight));

  return {
    update(now) {
      for (const weight of now) {
        const old = averages.get(weight.name);
        if (old) take(weight, old);
        else if (debias) take(weight, begin(weight));
        else averages.set(weight.name, begin(weight));
      }
    },
    applyTo(now) {
      const before = now.map(({ variable }) => ({ variable, value: tf.keep(tf.clone(variable as tf.Tensor)) }));
      for (const weight of now) put(weight);
      return {
        restore: () => {
          for (const { variable, value } of before) variable.assign(value);
        },
        dispose: () => tf.dispose(before.map(({ value }) => value)),
      };
    },
    async state() {
      const copies = [...averages].map(([name, entry]) => {
        const { updates, startShare } = entry;
        return { name, clone: tf.keep(tf.clone(entry.average)), updates, startShare };
      });
      const state: Record<string, AverageState['weights'][string]> = {};
      for (const { name, clone, updates, startShare } of copies) {
        const average = ((await clone.data()) as Float32Array).slice();
        state[name] = { shape: clone.shape, updates, startShare, average };
        clone.dispose();
      }
      return { weights: state };
    },
    load(state) {
      checkState(where, state);
      forget();
      for (const [name, { shape, updates, startShare, average }] of Object.entries(state.weights)) {
        averages.set(name, { average: tf.keep(tf.tensor(average.slice(), [...shape])), updates, startShare });
      }
    },
    dispose: forget,
  };
}

interface Average {
  readonly average: tf.Tensor;
  readonly updates: number;
  readonly startShare: number;
}

function checkShape(where: string, name: string, { shape }: tf.Variable, average: tf.Tensor): void {
  if (tf.util.arraysEqual(shape, average.shape)) return;
  const message = `${where}: the average of "${name}" has shape [${average.shape}], the weight [${shape}]. Use one average for one model.`;
  throw new ShapeError(message, { expected: shape, actual: average.shape });
}

function checkState(where: string, state: AverageState): void {
  for (const [name, { shape, average }] of Object.entries(state.weights)) {
    if (average.length === tf.util.sizeFromShape([...shape])) continue;
    const message = `${where}: the average of "${name}" has ${average.length} values for shape [${shape}]. The state is damaged; take an earlier one.`;
    throw new DataError(message);
  }
}
