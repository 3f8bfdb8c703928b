import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { valuesInPlace } from '../../ops/tensorValues.js';
import { allVariables } from '../weights.js';
import type { WeightUpdate } from './protocol.js';

/** The values of all weights of a model, where replicas can read them, and what each replica has read. */
export interface WeightBoard {
  /** The names of all weights, in the order of the board. */
  readonly names: readonly string[];
  /** Reads weights that have got new values. No replica may be at work. */
  refresh(): Promise<void>;
  /** What a replica does not know yet; from now on it does. */
  updateFor(replica: number): WeightUpdate;
  /** Writes values into the weights of the model, as means over replicas. */
  write(updates: readonly { readonly update: WeightUpdate; readonly share: number }[]): void;
}

/** A board for a model, in memory from `allocate`. */
export function weightBoard(
  model: LayersModel,
  allocate: (length: number) => Float32Array<ArrayBufferLike>,
): WeightBoard {
  const weights = allVariables(model);
  const values = weights.map(({ variable }) => allocate(variable.size));
  /** The identity of the values on the board: `assign` gives a variable another one. */
  const posted: object[] = [];
  const known: object[][] = [];
  return {
    names: weights.map(({ name }) => name),
    async refresh() {
      const read = async ({ variable }: (typeof weights)[number], place: number): Promise<void> => {
        if (posted[place] === variable.dataId) return;
        posted[place] = variable.dataId;
        values[place].set(valuesInPlace(variable) ?? (await variable.data()));
      };
      await Promise.all(weights.map(read));
    },
    updateFor(replica) {
      const before = known[replica] ?? [];
      known[replica] = [...posted];
      const places = posted.flatMap((data, place) => (data === before[place] ? [] : [place]));
      return { places, values: places.map((place) => values[place]) };
    },
    write(updates) {
      const [first] = updates;
      first?.update.places.forEach((place, i) => {
        const { variable } = weights[place];
        const mean = weightedMean(updates.map(({ update, share }) => ({ values: update.values[i], share })));
        const fresh = tf.tensor(mean, variable.shape, variable.dtype);
        variable.assign(fresh);
        fresh.dispose();
      });
    },
  };
}

/** In float64: what is equal in all replicas stays as it is. */
function weightedMean(parts: readonly { readonly values: Float32Array; readonly share: number }[]): Float32Array {
  const mean = new Float32Array(parts[0].values.length);
  for (let i = 0; i < mean.length; i++) {
    let sum = 0;
    for (const { values, share } of parts) sum += values[i] * share;
    mean[i] = sum;
  }
  return mean;
}
