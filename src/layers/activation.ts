import * as layers from '@tensorflow/tfjs-layers';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { type Block, identityBlock, layerBlock } from './block.js';

/**
 * What a block bends its values with. `leakyRelu` has slope 0.01 below 0, as in PyTorch; `swish` is PyTorch's SiLU;
 * `linear` does nothing.
 */
export type ActivationName = 'relu' | 'leakyRelu' | 'relu6' | 'elu' | 'selu' | 'swish' | 'gelu' | 'mish' | 'linear';

/** All activations of blocks, for validation. */
export const activationNames: readonly ActivationName[] = [
  'relu',
  'leakyRelu',
  'relu6',
  'elu',
  'selu',
  'swish',
  'gelu',
  'mish',
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
  return layerBlock(() => layers.layers.activation({ activation: kind, name }));
}
