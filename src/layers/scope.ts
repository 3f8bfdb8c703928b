/**
 * How the numbers of a parameter lie in PyTorch, which decides how they are turned for TensorFlow.js: a kernel of a
 * convolution `[out,in,h,w]` or a transposed one `[in,out,h,w]`, a matrix `[out,in]`, numbers that lie alike in both
 * (`plain`), and a counter of batches, which TensorFlow.js has not.
 */
export type StateLayout = 'convolution' | 'convolutionTransposed' | 'dense' | 'plain' | 'count';

/** A parameter, statistic or counter of a network, as PyTorch's state dictionary lists it. */
export interface StateEntry {
  /** Its name there, for instance `encoder.layer1.0.conv1.weight`. */
  readonly key: string;
  /** Its shape there. */
  readonly shape: readonly number[];
  readonly layout: StateLayout;
  /** The layer that holds it here, if the network uses it. */
  readonly layer: string;
  /** The name of the weight in that layer; none for a counter. */
  readonly weight: string | undefined;
}

/**
 * A place in a network with a name, below which modules declare their parameters under the names that PyTorch gives
 * them, in its order.
 *
 * A module is defined first, which declares its parameters, and applied to a tensor later, which makes its layers. So a
 * network's parameters can be listed without a backend, and those that are never used are listed too, as PyTorch does.
 */
export interface Scope {
  /** The names down to here, joined by dots; empty at the root. */
  readonly path: string;
  /** What first weights are drawn from, together with the names of layers. */
  readonly seed: number | undefined;
  /** If given, convolutions below neither stride nor shrink, and their kernels are spread by this factor. */
  readonly dilation: number | undefined;
  /** All that has been declared in the network so far. */
  readonly state: readonly StateEntry[];
  /** A place further down. */
  at(...names: readonly (string | number)[]): Scope;
  /** The same place, with convolutions that keep their size: {@link Scope.dilation}. */
  dilated(rate: number): Scope;
  /** Declares a parameter of the module that is here. */
  declare(name: string, shape: readonly number[], layout: StateLayout, weight?: string): void;
  /** A name for a layer without parameters, which no other layer of the network has. */
  layerName(kind: string): string;
}

/** The root of a network. */
export function rootScope(options: { readonly path?: string; readonly seed?: number | undefined } = {}): Scope {
  const { path = '', seed } = options;
  return scopeAt(path, { seed, state: [], used: new Map() }, undefined);
}

interface Network {
  readonly seed: number | undefined;
  readonly state: StateEntry[];
  readonly used: Map<string, number>;
}

function scopeAt(path: string, network: Network, dilation: number | undefined): Scope {
  const join = (names: readonly (string | number)[]): string => [...(path ? [path] : []), ...names].join('.');
  return {
    path,
    seed: network.seed,
    dilation,
    state: network.state,
    at: (...names) => scopeAt(join(names), network, dilation),
    dilated: (rate) => scopeAt(path, network, rate),
    declare: (name, shape, layout, weight) => {
      network.state.push({ key: join([name]), shape, layout, layer: path, weight });
    },
    layerName: (kind) => {
      const name = join([kind]);
      const uses = network.used.get(name) ?? 0;
      network.used.set(name, uses + 1);
      return uses === 0 ? name : `${name}_${uses + 1}`;
    },
  };
}
