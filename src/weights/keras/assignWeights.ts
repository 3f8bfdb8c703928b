import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import type { WeightShapes } from '../../core/errors.js';
import type { WeightsMismatch } from '../mismatch.js';
import type { StoredLayer, StoredVariable } from './storedLayers.js';
import { isDepthwiseByGroups, type WeightHolder, weightsOf } from './weightHolders.js';

/** What became of the weights of a file. */
export interface WeightsReport extends WeightsMismatch {
  /** How many weights were taken over. */
  readonly loaded: number;
}

/** Weights of a model and the arrays that belong to them. */
export interface WeightPlan extends WeightsMismatch {
  readonly pairs: readonly (readonly [layers.LayerVariable, StoredVariable])[];
}

/**
 * Finds the array of each weight: by the names of the layers where they are the same ones, by their places in a file of
 * Keras 3, or by their order in one of Keras 2.
 */
export function planWeights(all: readonly WeightHolder[], stored: readonly StoredLayer[]): WeightPlan {
  const holders = all.filter((holder) => weightsOf(holder).length > 0);
  const found = matchLayers(holders, stored);
  const pairs: [layers.LayerVariable, StoredVariable][] = [];
  const missing: string[] = [];
  const shapes: WeightShapes[] = [];
  const unexpected = stored
    .filter((layer) => ![...found.values()].includes(layer))
    .flatMap(({ variables }) => variables.map(({ name }) => name));
  for (const holder of holders) {
    const variables = found.get(holder)?.variables ?? [];
    weightsOf(holder).forEach((weight, i) => {
      const variable = variables[i];
      if (!variable) missing.push(weight.originalName);
      else if (isSameShape(holder, weight.shape, variable.shape)) pairs.push([weight, variable]);
      else shapes.push({ name: variable.name, expected: weight.shape, actual: variable.shape });
    });
    unexpected.push(...variables.slice(weightsOf(holder).length).map(({ name }) => name));
  }
  return { pairs, missing, unexpected, shapes };
}

/** Takes weights over, as float32: all of them, or none where one cannot be read. */
export async function writeWeights({ pairs }: WeightPlan): Promise<void> {
  const values: Float32Array[] = [];
  // Copies: the numbers may be a view of the file, and a backend may keep the very array.
  for (const [, variable] of pairs) values.push(Float32Array.from(await variable.read()));
  pairs.forEach(([weight], i) => {
    const tensor = tf.tensor(values[i], weight.shape as number[]);
    weight.write(tensor);
    tensor.dispose();
  });
}

type Matches = ReadonlyMap<WeightHolder, StoredLayer>;

function matchLayers(holders: readonly WeightHolder[], stored: readonly StoredLayer[]): Matches {
  const byName = matchBy(holders, stored, ({ name }) => name);
  if (isComplete(byName, holders, stored)) return byName;
  const isCounted = stored.some(({ path }) => path !== undefined);
  if (isCounted) return matchBy(holders, stored, ({ path }) => path);
  return holders.length === stored.length ? new Map(holders.map((holder, i) => [holder, stored[i]])) : byName;
}

const isComplete = (matches: Matches, holders: readonly WeightHolder[], stored: readonly StoredLayer[]): boolean =>
  matches.size === holders.length && matches.size === stored.length;

/** Pairs those of the same key, where it is there once on both sides. */
function matchBy(
  holders: readonly WeightHolder[],
  stored: readonly StoredLayer[],
  keyOf: (layer: { name: string | undefined; path: string | undefined }) => string | undefined,
): Matches {
  const left = uniqueBy(holders, keyOf);
  const right = uniqueBy(stored, keyOf);
  const matches = new Map<WeightHolder, StoredLayer>();
  for (const [key, holder] of left) {
    const layer = right.get(key);
    if (layer) matches.set(holder, layer);
  }
  return matches;
}

function uniqueBy<T>(list: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T> {
  const found = new Map<string, T>();
  const twice = new Set<string>();
  for (const item of list) {
    const key = keyOf(item);
    if (key === undefined) continue;
    if (found.has(key)) twice.add(key);
    found.set(key, item);
  }
  for (const key of twice) found.delete(key);
  return found;
}

/**
 * The kernels of a depthwise convolution are `[h,w,channels,multiplier]` in Keras; where it is done by groups they are
 * `[h,w,1,channels·multiplier]`, the same numbers in the same order.
 */
function isSameShape({ layers: [first] }: WeightHolder, wanted: layers.Shape, given: readonly number[]): boolean {
  if (String(wanted) === String(given)) return true;
  if (!isDepthwiseByGroups(first) || wanted.length !== 4 || given.length !== 4 || wanted[2] !== 1) return false;
  return wanted[0] === given[0] && wanted[1] === given[1] && wanted[3] === given[2] * given[3];
}
