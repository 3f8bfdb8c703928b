import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import type { StateEntry } from '../../src/layers/scope.js';
import { networkFromSmp, type SmpConfig } from '../../src/weights/smp/smpConfig.js';
import { bindState, networkOf, writeTorch } from '../../src/weights/stateDictionary.js';
import { generate, hashName } from './generatedWeights.js';
import { type ReferenceArray, readArrays, sharedPath } from './parity.js';

/** A network of smp with generated weights, and what it gives. */
export interface SmpFixture {
  readonly name: string;
  readonly config: SmpConfig;
  readonly generator: { readonly seed: number; readonly gain: { readonly encoder: number; readonly other: number } };
  readonly trainableParameters: number;
  readonly keyHash: string;
  readonly expected: string;
  readonly stateDict: readonly (readonly [key: string, dtype: string, shape: readonly number[], kind: string])[];
  readonly unusedParameters: readonly string[];
  readonly cases: readonly {
    readonly input: readonly [number, number, number, number];
    readonly outputs: readonly { readonly tensor: string; readonly tolerance: number }[];
  }[];
}

/** Reads `parity/models/smp/<name>.json` and the arrays beside it. */
export function readSmpFixture(name: string): SmpFixture & { readonly arrays: ReadonlyMap<string, ReferenceArray> } {
  const fixture = JSON.parse(readFileSync(sharedPath('parity/models/smp', `${name}.json`), 'utf8')) as SmpFixture;
  return { ...fixture, arrays: readArrays(sharedPath('parity/models/smp', fixture.expected)) };
}

/** The hash by which reference files name a list of keys, types and shapes. */
export function keyHash(state: readonly StateEntry[]): string {
  const lines = state.map(
    ({ key, shape, layout }) => `${key}\t${layout === 'count' ? 'int64' : 'float32'}\t${shape.join('x')}\n`,
  );
  return hashName(lines.join('')).toString(16).padStart(8, '0');
}

/** The number of parameters that a network trains, used or not. */
export function countParameters(state: readonly StateEntry[]): number {
  return state
    .filter(({ key, layout }) => layout !== 'count' && !/\.running_(mean|var)$/.test(key))
    .reduce((sum, { shape }) => sum + tf.util.sizeFromShape([...shape]), 0);
}

/** The network that a fixture asks for, with its generated weights. */
export function buildFixture({ config, generator }: SmpFixture): layers.LayersModel {
  const { architecture, options } = networkFromSmp(config);
  const model = architecture.build(options);
  for (const bound of bindState(model, networkOf('test', model).state)) {
    if (bound.variable) writeTorch(bound, generatedValues(bound.entry, generator));
  }
  return model;
}

/** What the generator gives for a parameter. */
export function generatedValues({ key, shape }: StateEntry, { seed, gain }: SmpFixture['generator']): Float32Array {
  const size = tf.util.sizeFromShape([...shape]);
  const draw = (center: number, scale: number): Float32Array => generate(key, size, center, scale, seed);
  const kind = key.slice(key.lastIndexOf('.') + 1);
  if (kind === 'running_var') return draw(1, 0.2);
  if (kind !== 'weight') return draw(0, 0.1); // means, biases and embeddings
  if (shape.length === 1) return draw(1, 0.1);
  const fanIn = shape.slice(1).reduce((product, side) => product * side, 1);
  return draw(0, (key.startsWith('encoder.') ? gain.encoder : gain.other) * Math.sqrt(3 / fanIn));
}
