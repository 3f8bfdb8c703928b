import * as layers from '@tensorflow/tfjs-layers';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { type Block, identityBlock, layerBlock } from './block.js';
import { SegActivation, type SegActivationName, segActivationNames } from './classes/segActivation.js';
import { registerLayers } from './registerLayers.js';

/**
 * What a block bends its values with. `leakyRelu` has slope 0.01 below 0, as in PyTorch; `swish` and `silu` are the same;
 * `gelu` is exact; `hardSwish` and `hardSigmoid` are PyTorch's; `linear` does nothing.
 */
export type ActivationName =
  | 'relu'
  | 'leakyRelu'
  | 'relu6'
  | 'elu'
  | 'selu'
  | 'swish'
  | 'silu'
  | 'gelu'
  | 'mish'
  | 'hardSwish'
  | 'hardSigmoid'
  | 'sigmoid'
  | 'tanh'
  | 'linear';

/** All activations of blocks, for validation. */
export const activationNames: readonly ActivationName[] = [
  'relu',
  'leakyRelu',
  'relu6',
  'elu',
  'selu',
  'swish',
  'silu',
  'gelu',
  'mish',
  'hardSwish',
  'hardSigmoid',
  'sigmoid',
  'tanh',
  'linear',
];

/** Options of {@link activation}. */
export interface ActivationOptions {
  /** `relu` by default. */
  readonly activation?: ActivationName;
  readonly name?: string;
}

/**
 * An activation, as a block.
 *
 * @throws OptionError for an unknown activation.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { activation } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 3] });
 * console.log(activation({ activation: 'swish' })(input).shape); // [null, 64, 64, 3]
 * ```
 */
export function activation(options: ActivationOptions = {}): Block {
  checkOptionNames('activation', options, ['activation', 'name']);
  const { activation: kind = 'relu', name } = options;
  checkOneOf('activation', 'activation', kind, activationNames);
  if (kind === 'linear') return identityBlock;
  if (kind === 'leakyRelu') return layerBlock(() => layers.layers.leakyReLU({ alpha: 0.01, name }));
  const own = ownName(kind);
  if (own === undefined) return layerBlock(() => layers.layers.activation({ activation: kind as LibraryName, name }));
  registerLayers();
  return layerBlock(() => new SegActivation({ activation: own, name }));
}

/** The names that tfjs-layers knows. */
type LibraryName = Exclude<ActivationName, 'leakyRelu' | 'silu' | 'hardSwish'>;

function ownName(kind: ActivationName): SegActivationName | undefined {
  if (kind === 'silu') return 'swish';
  return segActivationNames.find((name) => name === kind);
}
