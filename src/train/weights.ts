import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NamedVariable } from './optimizers/optimizer.js';

type LayerWeight = LayersModel['weights'][number];

/**
 * The trainable weights of a model, each with the name that it has within the model: what an {@link Optimizer} and an
 * {@link exponentialMovingAverage} take.
 *
 * @example
 * ```ts
 * import { trainableVariables, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const weights = trainableVariables(unet({ inputShape: [16, 16, 1], depth: 1, filters: 4 }));
 * console.log(weights[0].name, weights[0].variable.shape); // down0_conv0/kernel [ 3, 3, 1, 4 ]
 * ```
 */
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
  /** Frees the copy. */
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

/**
 * tfjs types a layer's weight as a tensor; it is a variable. Its `name` is made unique within the process, so that the
 * same model built twice would have others; `originalName` is the one within the model.
 */
function namedVariable(weight: LayerWeight): NamedVariable {
  return { name: weight.originalName, variable: weight.read() as tf.Variable };
}
