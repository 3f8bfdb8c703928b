import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type Block, chain, layerBlock } from './block.js';
import { SegUpsampling } from './classes/segUpsampling.js';
import { convolution } from './convolution.js';
import { type NormName, normalization, normNames } from './normalization.js';
import { registerLayers } from './registerLayers.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link attentionGate}. */
export interface AttentionGateOptions {
  /** The channels in between; half of what passes the gate, in published networks. */
  readonly filters: number;
  /**
   * The size of the signal: that of the features (`same`, the default), or half of it (`coarser`, the paper's grid
   * attention).
   */
  readonly signal?: 'same' | 'coarser';
  /** What evens out each of the three convolutions; `none` by default. */
  readonly norm?: NormName;
  /** The number of groups of norm `group`, which must divide `filters`; 8 by default. The last convolution has one channel. */
  readonly groups?: number;
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number;
  /** The layers' names begin with it. */
  readonly name?: string;
}

/** Lets features `[N,H,W,C]` through, as far as a signal from further down `[N,H,W,C′]` says that they matter. */
export type AttentionGate = (features: layers.SymbolicTensor, signal: layers.SymbolicTensor) => layers.SymbolicTensor;

/**
 * An attention gate: it weighs each place of a skip connection by what comes from below,
 * `x·σ(ψ(relu(θ(x) + φ(g))))`, where θ, φ and ψ are 1×1 convolutions, the last one to a single channel. A coarser signal
 * meets features that a 2×2 convolution has brought to its size, and the weights are enlarged bilinearly.
 *
 * @throws OptionError for values that cannot be.
 * @see Oktay et al., Attention U-Net: Learning Where to Look for the Pancreas, 2018
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { attentionGate } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const skip = layers.input({ shape: [64, 64, 16] });
 * const below = layers.input({ shape: [64, 64, 32] });
 * console.log(attentionGate({ filters: 8 })(skip, below).shape); // [null, 64, 64, 16]
 * ```
 */
export function attentionGate(options: AttentionGateOptions): AttentionGate {
  checkOptionNames('attentionGate', options, ['filters', 'signal', 'norm', 'groups', 'seed', 'name']);
  const { filters, signal: size = 'same', norm = 'none', groups, seed, name } = options;
  checkNumber('attentionGate', 'filters', filters, { min: 1, integer: true });
  checkOneOf('attentionGate', 'signal', size, ['same', 'coarser']);
  checkOneOf('attentionGate', 'norm', norm, normNames);
  const named = (part: string): string | undefined => (name === undefined ? undefined : `${name}_${part}`);
  const isCoarser = size === 'coarser';
  const linear = (part: string, channels: number, step = 1): Block =>
    chain(
      // The sum of θ and φ needs one bias only; the authors give it to φ.
      convolution({
        filters: channels,
        kernelSize: step,
        strides: step,
        bias: norm === 'none' && step === 1,
        initializer: channels === 1 ? 'glorot' : 'he',
        seed,
        name: named(part),
      }),
      normalization({ norm, groups: channels === 1 ? 1 : groups, name: named(`${part}_norm`) }),
    );
  const [theta, phi, psi] = [linear('theta', filters, isCoarser ? 2 : 1), linear('phi', filters), linear('psi', 1)];
  const apply = (kind: 'relu' | 'sigmoid'): Block =>
    layerBlock(() => layers.layers.activation({ activation: kind, name: named(kind) }));
  return (features, signal) => {
    registerLayers();
    const sum = layers.layers.add({ name: named('add') }).apply([theta(features), phi(signal)]) as Tensor;
    const weights = chain(apply('relu'), psi, apply('sigmoid'))(sum); // [N,H,W,1]
    const enlarge = new SegUpsampling({ scale: 2, method: 'bilinear', name: named('resize') });
    const sized = isCoarser ? (enlarge.apply(weights) as Tensor) : weights;
    return layers.layers.multiply({ name: named('multiply') }).apply([features, sized]) as Tensor;
  };
}
