import type { TensorValues } from '../safetensors/dtypes.js';

/** An array of a weights file. */
export interface StoredVariable {
  /** What messages call it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Its numbers; to be read once. */
  read(): Promise<TensorValues>;
}

/** The arrays of a layer, as a weights file has them. */
export interface StoredLayer {
  /** The name of the layer, where the file tells it. */
  readonly name: string | undefined;
  /** Its place in files of Keras 3, such as `conv2d_1`. */
  readonly path: string | undefined;
  /** In the order in which Keras keeps them. */
  readonly variables: readonly StoredVariable[];
}

/** Puts arrays together by the layer that is named before the last slash, in the order in which they come. */
export function groupByOwner(variables: readonly StoredVariable[]): StoredLayer[] {
  const owners = new Map<string, StoredVariable[]>();
  for (const variable of variables) {
    const owner = variable.name.slice(0, Math.max(0, variable.name.lastIndexOf('/')));
    const known = owners.get(owner);
    if (known) known.push(variable);
    else owners.set(owner, [variable]);
  }
  return [...owners].map(([owner, list]) => ({
    name: owner.split('/').at(-1),
    path: undefined,
    variables: list,
  }));
}
