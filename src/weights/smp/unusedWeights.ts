import type { LayersModel } from '@tensorflow/tfjs-layers';
import { random } from '../../core/random.js';
import type { StateEntry } from '../../layers/scope.js';

/** Numbers of files that a model has no use for, such as those of stages beyond its depth. */
const kept = new WeakMap<LayersModel, ReadonlyMap<string, Float32Array>>();

/** Keeps numbers that the model has no use for, so that it can be written as it was read. */
export function keepUnused(model: LayersModel, values: ReadonlyMap<string, Float32Array>): void {
  kept.set(model, values);
}

/** Numbers for a parameter that the model has no use for: those that it was loaded with, or such as PyTorch begins with. */
export function unusedValues(model: LayersModel, { key, shape, layout }: StateEntry): Float32Array {
  const size = shape.reduce((product, side) => product * side, 1);
  const loaded = kept.get(model)?.get(key);
  if (loaded) return loaded;
  const name = key.slice(key.lastIndexOf('.') + 1);
  const isKernel = name === 'weight' && shape.length > 1;
  if (!isKernel) return new Float32Array(size).fill(layout !== 'count' && /^(weight|running_var)$/.test(name) ? 1 : 0);
  const bound = 1 / Math.sqrt(size / shape[0]);
  const draw = random(0, 'unused', key);
  return Float32Array.from({ length: size }, () => draw.uniform(-bound, bound));
}
