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
  const names = namesWithin(model);
  return model.trainableWeights.map((weight) => ({
    name: names.get(weight.id) as string,
    variable: variableOf(weight),
  }));
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
    const variable = variableOf(weight);
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
 * The name of each weight within its model. tfjs makes `name` unique within the process, so that the same model built
 * twice would have others; `originalName` is repeated where a model holds another one twice. Repeated names are numbered
 * in the order of the layers, which freezing does not change.
 */
function namesWithin(model: LayersModel): Map<number, string> {
  const names = new Map<number, string>();
  const counts = new Map<string, number>();
  const visit = (layer: LayersModel | LayersModel['layers'][number]): void => {
    if ('layers' in layer) {
      for (const inner of layer.layers) visit(inner);
      return;
    }
    for (const { id, originalName } of layer.weights) {
      if (names.has(id)) continue;
      const count = (counts.get(originalName) ?? 0) + 1;
      counts.set(originalName, count);
      names.set(id, count === 1 ? originalName : `${originalName}#${count}`);
    }
  };
  visit(model);
  return names;
}

/** tfjs types a layer's weight as a tensor; it is a variable. */
function variableOf(weight: LayerWeight): tf.Variable {
  return weight.read() as tf.Variable;
}
