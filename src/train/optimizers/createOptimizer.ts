import * as tf from '@tensorflow/tfjs-core';
import { DataError, OptionError, ShapeError } from '../../core/errors.js';
import type { NamedVariable, Optimizer, OptimizerState, WeightState } from './optimizer.js';
import type { ResolvedOptions } from './optimizerOptions.js';

/** What is remembered of a weight, by role. */
export type Slots = Readonly<Record<string, tf.Tensor>>;

/** The numbers of one move of one weight. */
export interface Update {
  /** The rate of this weight. */
  readonly learningRate: number;
  /** 0 where the weight is not decayed. */
  readonly weightDecay: number;
  /** The step of the optimizer, counted from 0. */
  readonly step: number;
  /** Which move of this weight it is, counted from 1. */
  readonly updates: number;
}

/** One move: from a weight, its gradient and what is remembered of it to the new weight and what to remember. */
export type UpdateRule = (weight: tf.Tensor, gradient: tf.Tensor, slots: Slots | undefined, update: Update) => Moved;

/** The new weight, and what to remember. */
export interface Moved {
  readonly weight: tf.Tensor;
  readonly slots: Slots;
}

interface Memory {
  readonly shape: readonly number[];
  readonly updates: number;
  readonly slots: Slots;
}

/** The bookkeeping that all optimizers share, around the rule by which a weight moves. Rules run in a tidy. */
export function createOptimizer(
  optimizerName: string,
  { learningRate, settingsOf, given }: ResolvedOptions,
  slotNames: readonly string[],
  rule: UpdateRule,
): Optimizer {
  const memories = new Map<string, Memory>();
  let steps = 0;

  const rate = (): number => {
    const value = learningRate(steps);
    if (Number.isFinite(value) && value >= 0) return value;
    const message = `${optimizerName}: the learning rate of step ${steps} is ${value}. The schedule must give numbers of at least 0.`;
    throw new OptionError(message, { option: 'learningRate', value });
  };

  const move = ({ name, variable }: NamedVariable, gradient: tf.Tensor, base: number): void => {
    const old = memories.get(name);
    const { learningRateFactor, weightDecay } = settingsOf(name, variable.shape);
    const updates = (old?.updates ?? 0) + 1;
    const update = { learningRate: base * learningRateFactor, weightDecay, step: steps, updates };
    const slots = tf.tidy(() => {
      const result = rule(variable, gradient, old?.slots, update);
      variable.assign(result.weight);
      return { ...result.slots };
    });
    for (const tensor of Object.values(slots)) tf.keep(tensor);
    if (old) tf.dispose(old.slots as tf.NamedTensorMap);
    memories.set(name, { shape: variable.shape, updates, slots });
  };

  const forget = (): void => {
    for (const { slots } of memories.values()) tf.dispose(slots as tf.NamedTensorMap);
    memories.clear();
  };

  return {
    optimizerName,
    settings: given,
    get steps() {
      return steps;
    },
    learningRate: rate,
    apply(weights, gradients, options = {}) {
      const base = options.learningRate ?? rate();
      const moved = weights.filter(({ name }) => gradients[name]);
      for (const { name, variable } of moved) {
        checkShapes(optimizerName, name, variable.shape, gradients[name].shape, memories.get(name)?.shape);
      }
      for (const weight of moved) move(weight, gradients[weight.name], base);
      steps++;
    },
    async state() {
      const taken = steps;
      const copies = [...memories].map(([name, memory]) => [name, copyMemory(memory)] as const);
      const weights: Record<string, WeightState> = {};
      for (const [name, copy] of copies) weights[name] = await copy;
      return { optimizerName, steps: taken, weights };
    },
    load(state) {
      checkState(optimizerName, slotNames, state);
      forget();
      for (const [name, { shape, updates, slots }] of Object.entries(state.weights)) {
        // tfjs may keep the array that a tensor is made of, and the state is the caller's.
        const tensors = slotNames.map((slot) => [slot, tf.keep(tf.tensor(slots[slot].slice(), [...shape]))]);
        memories.set(name, { shape: [...shape], updates, slots: Object.fromEntries(tensors) });
      }
      steps = state.steps;
    },
    dispose: forget,
  };
}

/** Reads back a memory as it is now, whatever steps are taken while it is on its way. */
async function copyMemory({ shape, updates, slots }: Memory): Promise<WeightState> {
  const clones = Object.entries(slots).map(([slot, tensor]) => [slot, tf.keep(tf.clone(tensor))] as const);
  const values: Record<string, Float32Array> = {};
  for (const [slot, clone] of clones) {
    values[slot] = ((await clone.data()) as Float32Array).slice();
    clone.dispose();
  }
  return { shape: [...shape], updates, slots: values };
}

/** tfjs would broadcast a gradient of another shape, and a fused kernel read beyond its end. */
function checkShapes(
  where: string,
  name: string,
  weight: readonly number[],
  gradient: readonly number[],
  remembered: readonly number[] | undefined,
): void {
  const isSame = (shape: readonly number[]): boolean => tf.util.arraysEqual([...shape], [...weight]);
  const fail = (what: string, actual: readonly number[], cure: string): never => {
    const message = `${where}: the ${what} of "${name}" has shape [${actual}], the weight [${weight}]. ${cure}`;
    throw new ShapeError(message, { expected: weight, actual });
  };
  if (!isSame(gradient)) fail('gradient', gradient, 'Give the gradient of this weight under its name.');
  if (remembered && !isSame(remembered)) fail('state', remembered, 'Use one optimizer for one model.');
}

function checkState(where: string, slotNames: readonly string[], state: OptimizerState): void {
  if (state.optimizerName !== where) {
    const message = `${where}: the state is that of ${state.optimizerName}. Load it into an optimizer of the same kind.`;
    throw new OptionError(message, { option: 'state', value: state.optimizerName });
  }
  for (const [name, { shape, slots }] of Object.entries(state.weights)) {
    const got = Object.keys(slots).sort().join(', ');
    if (got !== [...slotNames].sort().join(', ')) {
      const message = `${where}: the state of "${name}" has ${got || 'nothing'}, this optimizer needs ${slotNames.join(', ') || 'nothing'}. Make it with the options that the state was made with.`;
      throw new OptionError(message, { option: 'state', value: got });
    }
    for (const [slot, values] of Object.entries(slots)) {
      if (values.length === tf.util.sizeFromShape([...shape])) continue;
      const message = `${where}: ${slot} of "${name}" has ${values.length} values for shape [${shape}]. The state is damaged; take an earlier one.`;
      throw new DataError(message);
    }
  }
}
