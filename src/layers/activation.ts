import * as layers from '@tensorflow/tfjs-layers';
import { type Block, layerBlock } from './block.js';

/** What a block bends its values with. */
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
  /** `relu` by default. `leakyRelu` has slope 0.01 below 0, as in PyTorch; `linear` does nothing. */
  readonly activation?: ActivationName;
  readonly name?: string;
}

/**
 * An activation, as a block.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { activation } from 'segkit';
 *
 * const input = layers.input({ shape: [64, 64, 3] });
 * console.log(activation({ activation: 'swish' })(input).shape); // [null, 64, 64, 3]
 * ```
 */
export function activation({ activation: kind = 'relu', name }: ActivationOptions = {}): Block {
  if (kind === 'linear') return (x) => x;
  const named = name === undefined ? {} : { name };
  if (kind === 'leakyRelu') return layerBlock(layers.layers.leakyReLU({ alpha: 0.01, ...named }));
  return layerBlock(layers.layers.activation({ activation: kind, ...named }));
}
