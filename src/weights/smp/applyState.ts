import type { WeightShapes } from '../../core/errors.js';
import type { StateEntry } from '../../layers/scope.js';
import { handleMismatch, type StrictOptions } from '../mismatch.js';
import type { StoredTensor } from '../safetensors/readSafetensors.js';
import { type BoundEntry, writeTorch } from '../stateDictionary.js';

/** Makes numbers of another shape fit: those of a first convolution for other channels. */
export interface Adapter {
  /** Whether it can, for this parameter and a tensor of this shape. */
  readonly suits: (entry: StateEntry, shape: readonly number[]) => boolean;
  readonly turn: (entry: StateEntry, values: Float32Array) => Float32Array;
}

/** What {@link applyState} needs to know beyond the parameters and the tensors. */
export interface ApplyStateOptions extends StrictOptions {
  readonly where: string;
  /** What messages call the file. */
  readonly file: string;
  /** The parameters that the file need not have. */
  readonly isOptional?: (entry: StateEntry) => boolean;
  readonly adapter?: Adapter;
}

/**
 * Writes the tensors of a file into the weights of a model, each under the name of its parameter. Nothing is written
 * before all names and shapes are known to fit.
 *
 * @returns The numbers of parameters that the model has no use for, by their keys.
 */
export async function applyState(
  bound: readonly BoundEntry[],
  tensors: ReadonlyMap<string, StoredTensor>,
  options: ApplyStateOptions,
): Promise<Map<string, Float32Array>> {
  const { where, file, isOptional = () => false, adapter } = options;
  const keys = new Set(bound.map(({ entry }) => entry.key));
  const shapes: WeightShapes[] = [];
  const missing: string[] = [];
  const fitting: (readonly [BoundEntry, StoredTensor])[] = [];
  for (const each of bound) {
    const { key, shape } = each.entry;
    const tensor = tensors.get(key);
    if (!tensor) {
      if (!isOptional(each.entry)) missing.push(key);
    } else if (sameShape(tensor.shape, shape) || adapter?.suits(each.entry, tensor.shape)) {
      fitting.push([each, tensor]);
    } else {
      shapes.push({ name: key, expected: shape, actual: tensor.shape });
    }
  }
  const unexpected = [...tensors.keys()].filter((key) => !keys.has(key));
  handleMismatch(where, file, { missing, unexpected, shapes }, options);
  const unused = new Map<string, Float32Array>();
  for (const [each, tensor] of fitting) {
    const { entry, variable } = each;
    const stored = await tensor.values();
    const floats = stored instanceof Float32Array ? stored : Float32Array.from(stored as ArrayLike<number>);
    const values = adapter && !sameShape(tensor.shape, entry.shape) ? adapter.turn(entry, floats) : floats;
    if (variable) writeTorch(each, values);
    else unused.set(entry.key, values.slice());
  }
  return unused;
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((side, axis) => side === b[axis]);
