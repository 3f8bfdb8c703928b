import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { SegkitError } from '../../core/errors.js';
import { registerLayers } from '../../layers/registerLayers.js';
import { tensorOfShared } from '../../ops/tensorValues.js';
import { allVariables } from '../weights.js';
import type { StartCommand, WeightUpdate } from './protocol.js';

/** The model of a replica, with all its weights in the order in which their values are sent. */
export interface ReplicaModel {
  readonly model: LayersModel;
  readonly weights: readonly tf.Variable[];
}

/** Builds the same model as the main thread has. */
export async function buildReplicaModel({ artifacts, names, modules }: StartCommand): Promise<ReplicaModel> {
  registerLayers();
  for (const module of modules) await import(/* @vite-ignore */ /* webpackIgnore: true */ module);
  const model = await loadLayersModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts)).catch((cause: Error) => {
    // What tfjs says of an unknown layer goes on for a paragraph about Python.
    const what = /^Unknown \w+: \w+/.exec(cause.message)?.[0] ?? cause.message;
    const cure =
      what === cause.message ? '' : '. Name the module that registers it: workers: { count, modules: [url] }';
    throw new SegkitError(`${what}${cure}`, { cause });
  });
  const variables = new Map(allVariables(model).map(({ name, variable }) => [name, variable]));
  const weights = names.map((name) => {
    const variable = variables.get(name);
    if (variable) return variable;
    throw new SegkitError(`a model built from the same description has no weight "${name}". Give layers fixed names.`);
  });
  return { model, weights };
}

/** Writes new values into weights. */
export function writeWeights(weights: readonly tf.Variable[], { places, values }: WeightUpdate): void {
  places.forEach((place, i) => {
    const variable = weights[place];
    const fresh = tensorOfShared(values[i], variable.shape, variable.dtype);
    variable.assign(fresh);
    fresh.dispose();
  });
}

/** Remembers which values the weights have, to find out later which have got new ones: their places. */
export function watchWeights(weights: readonly tf.Variable[]): () => number[] {
  const before = weights.map(({ dataId }) => dataId);
  return () => weights.flatMap(({ dataId }, place) => (dataId === before[place] ? [] : [place]));
}
