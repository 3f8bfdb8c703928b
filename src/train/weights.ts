import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NamedVariable } from './optimizers/optimizer.js';

type Layer = LayersModel['layers'][number];
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
  return nameWeights(model, model.trainableWeights);
}

/** Every number that training may change. */
export function countTrainable(model: LayersModel): number {
  return model.trainableWeights.reduce((sum, weight) => sum + tf.util.sizeFromShape(weight.shape as number[]), 0);
}

/** All weights of a model, moving statistics too, each with the name that it has within the model. */
export function allVariables(model: LayersModel): NamedVariable[] {
  return nameWeights(model, model.weights);
}

/** The weights that no gradient moves: moving statistics, and all of frozen layers. */
export function fixedVariables(model: LayersModel): NamedVariable[] {
  return nameWeights(model, model.nonTrainableWeights);
}

/** The weights that training moves: by gradients, and the moving statistics of layers that are not frozen. */
export function movingVariables(model: LayersModel): NamedVariable[] {
  const moving = leafLayers(model).filter((layer) => !isFrozen(layer));
  const ids = new Set(moving.flatMap((layer) => layer.weights.map(({ id }) => id)));
  return nameWeights(
    model,
    model.weights.filter(({ id }) => ids.has(id)),
  );
}

/** The layers of a model and of the models in it, each once, in their order. */
export function leafLayers(model: LayersModel): Layer[] {
  const layers = new Set<Layer>();
  const visit = (layer: LayersModel | Layer): void => {
    if (!('layers' in layer)) layers.add(layer);
    else for (const inner of layer.layers) visit(inner);
  };
  visit(model);
  return [...layers];
}

/** Frozen by `layer.trainable = false`, or by that of a model around it, which only reaches the weights. */
export function isFrozen(layer: Layer): boolean {
  const { _trainableWeights: weights } = layer as unknown as { _trainableWeights: LayerWeight[] };
  const isTraining = (weight: LayerWeight): boolean => (weight as unknown as { trainable: boolean }).trainable;
  return !layer.trainable || (weights.length > 0 && !weights.some(isTraining));
}

/** Weights as plain data, by name. */
export type NamedArrays = Readonly<Record<string, NamedArray>>;

/** The values of one weight, row-major. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** A copy of weights at a moment. It shares memory with them until they change. */
export interface WeightSnapshot {
  /** Puts the weights back. */
  restore(): void;
  /** Frees the copy. */
  dispose(): void;
}

/** A {@link WeightSnapshot} that can be read. */
export interface ReadableSnapshot extends WeightSnapshot {
  values(): Promise<NamedArrays>;
}

/** Remembers weights as they are. */
export function takeSnapshot(weights: readonly NamedVariable[]): ReadableSnapshot {
  return snapshotOf(weights.map((weight) => ({ ...weight, value: tf.keep(tf.clone(weight.variable as tf.Tensor)) })));
}

/** A snapshot with values from elsewhere; weights without any are left out. The weights themselves stay. */
export function loadSnapshot(weights: readonly NamedVariable[], arrays: NamedArrays): ReadableSnapshot {
  const known = weights.filter(({ name }) => name in arrays);
  return snapshotOf(
    known.map(({ name, variable }) => {
      const { values, shape } = arrays[name];
      // tfjs may keep the array that a tensor is made of, and this one is the caller's.
      return { name, variable, value: tf.keep(tf.tensor(values.slice(), [...shape], variable.dtype)) };
    }),
  );
}

function snapshotOf(kept: readonly (NamedVariable & { readonly value: tf.Tensor })[]): ReadableSnapshot {
  return {
    restore: () => {
      for (const { variable, value } of kept) variable.assign(value);
    },
    dispose: () => tf.dispose(kept.map(({ value }) => value)),
    async values() {
      const arrays: Record<string, NamedArray> = {};
      for (const { name, value } of kept) {
        const values = (await value.data()) as NamedArray['values'];
        arrays[name] = { shape: value.shape, values: values.slice() };
      }
      return arrays;
    },
  };
}

function nameWeights(model: LayersModel, weights: readonly LayerWeight[]): NamedVariable[] {
  const names = namesWithin(model);
  return weights.map((weight) => ({ name: names.get(weight.id) as string, variable: variableOf(weight) }));
}

/**
 * The name of each weight within its model. tfjs makes `name` unique within the process, so that the same model built
 * twice would have others; `originalName` is repeated where a model holds another one twice. Repeated names are numbered
 * in the order of the layers, which freezing does not change.
 */
function namesWithin(model: LayersModel): Map<number, string> {
  const names = new Map<number, string>();
  const counts = new Map<string, number>();
  for (const { id, originalName } of leafLayers(model).flatMap(({ weights }) => weights)) {
    if (names.has(id)) continue;
    const count = (counts.get(originalName) ?? 0) + 1;
    counts.set(originalName, count);
    names.set(id, count === 1 ? originalName : `${originalName}#${count}`);
  }
  return names;
}

/** tfjs types a layer's weight as a tensor; it is a variable. */
function variableOf(weight: LayerWeight): tf.Variable {
  return weight.read() as tf.Variable;
}
