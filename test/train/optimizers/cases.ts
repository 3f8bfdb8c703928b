import * as tf from '@tensorflow/tfjs-core';
import {
  adam,
  adamW,
  lion,
  type NamedVariable,
  type Optimizer,
  rmsprop,
  sgd,
} from '../../../src/train/optimizers/index.js';
import { cosineSchedule, oneCycleSchedule } from '../../../src/train/schedules/index.js';
import { randomTensor } from '../../helpers/tensors.js';

const learningRate = cosineSchedule({ learningRate: 0.05, steps: 20, warmupSteps: 3 });
const { momentum } = oneCycleSchedule({ learningRate: 0.1, steps: 20 });

/** Every optimizer, in all the forms that remember something else. */
export const optimizers: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd({ learningRate }),
  'sgd with momentum': () => sgd({ learningRate, momentum, nesterov: true, weightDecay: 0.01 }),
  adam: () => adam({ learningRate, weightDecay: 0.01 }),
  'adam with amsgrad': () => adam({ learningRate, amsgrad: true, beta1: momentum }),
  adamW: () => adamW({ learningRate, groups: [{ weights: /^encoder/, learningRateFactor: 0.5 }] }),
  rmsprop: () => rmsprop({ learningRate }),
  'rmsprop, centered with momentum': () => rmsprop({ learningRate, centered: true, momentum: 0.9 }),
  lion: () => lion({ learningRate, weightDecay: 0.1 }),
};

export const shapes: Readonly<Record<string, readonly number[]>> = {
  'encoder/kernel': [3, 3, 2, 4],
  'encoder/bias': [4],
  'head/kernel': [4, 5],
};

/** Weights of fixed values. */
export function makeWeights(): NamedVariable[] {
  return Object.entries(shapes).map(([name, shape], i) => {
    const value = randomTensor(shape, i + 1);
    const variable = tf.variable(value);
    value.dispose();
    return { name, variable };
  });
}

/** Steps `from` to `to`, each with gradients of its own; of the weights that are named, or of all. */
export function takeSteps(
  optimizer: Optimizer,
  weights: readonly NamedVariable[],
  [from, to]: readonly [number, number],
  names: readonly string[] = Object.keys(shapes),
): void {
  for (let step = from; step < to; step++) {
    const chosen = weights.filter(({ name }) => names.includes(name));
    const entries = chosen.map(({ name, variable }) => {
      return [name, randomTensor(variable.shape, 100 * step + Object.keys(shapes).indexOf(name))] as const;
    });
    const gradients: Record<string, tf.Tensor> = Object.fromEntries(entries);
    optimizer.apply(chosen, gradients);
    tf.dispose(gradients);
  }
}

/** The values of weights, as a copy. */
export const valuesOf = (weights: readonly NamedVariable[]): Record<string, number[]> =>
  Object.fromEntries(weights.map(({ name, variable }) => [name, [...variable.dataSync()]]));

export const disposeWeights = (weights: readonly NamedVariable[]): void => {
  tf.dispose(weights.map(({ variable }) => variable));
};
