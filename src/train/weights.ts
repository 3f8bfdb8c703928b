import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NamedVariable } from './optimizers/optimizer.js';

type LayerWeight = LayersModel['weights'][number];

/** The trainable weights, each with the name that it keeps within its model. */
export function trainableVariables(model: LayersModel): NamedVariable[] {
  return model.trainableWeights.map(namedVariable);
}

/** Every number that training may change. */
export function countTrainable(model: LayersModel): number {
  return model.trainableWeights.reduce((sum, weight) => sum + tf.util.sizeFromShape(weight.shape as number[]), 0);
}

/** A copy of weights at a moment. It shares memory with them until they change. */
export interface WeightSnapshot {
  /** Puts the weights back. */
  restore(): void;
  dispose(): void;
}

/** Remembers all weights of a model, or only those that training moves without a gradient (moving statistics). */
export function takeSnapshot(model: LayersModel, which: 'all' | 'nonTrainable' = 'all'): WeightSnapshot {
  const weights = which === 'all' ? model.weights : model.nonTrainableWeights;
  const kept = weights.map((weight) => {
    const { variable } = namedVariable(weight);
    return { variable, value: tf.keep(tf.clone(variable)) };
  });
  return {
    restore: () => {
      for (const { variable, value } of kept) variable.assign(value);
    },
    dispose: () => tf.dispose(kept.map(({ value }) => value)),
  };
}

/** tfjs types a layer's weight as a tensor; it is a variable. */
function namedVariable(weight: LayerWeight): NamedVariable {
  return { name: weight.name, variable: weight.read() as tf.Variable };
}
