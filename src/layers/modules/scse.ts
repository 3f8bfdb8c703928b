import { OptionError } from '../../core/errors.js';
import { type Block, chain } from '../block.js';
import type { Scope } from '../scope.js';
import { conv2d } from './conv2d.js';
import { activate, addAll, globalAveragePool, multiplyAll } from './stateless.js';

/** Options of {@link scseModule}. */
export interface ScseModuleOptions {
  readonly inputChannels: number;
  /** How many times fewer channels there are in between; 16 by default. */
  readonly reduction?: number;
}

/**
 * Concurrent spatial and channel squeeze and excitation: `x·cSE(x) + x·sSE(x)`, parameters as in smp's `SCSEModule`.
 *
 * @see Roy et al., Concurrent Spatial and Channel Squeeze & Excitation in Fully Convolutional Networks, 2018
 */
export function scseModule(scope: Scope, { inputChannels, reduction = 16 }: ScseModuleOptions): Block {
  const inner = Math.floor(inputChannels / reduction);
  if (inner === 0) {
    throw new OptionError(
      `scse: ${inputChannels} channels cannot be reduced ${reduction} times. Give ${reduction} channels or more, or no attention.`,
      { option: 'inputChannels', value: inputChannels },
    );
  }
  const channelWeights = chain(
    globalAveragePool(scope),
    conv2d(scope.at('cSE', 1), { inputChannels, filters: inner }),
    activate(scope),
    conv2d(scope.at('cSE', 3), { inputChannels: inner, filters: inputChannels }),
    activate(scope, 'sigmoid'),
  );
  const placeWeights = chain(conv2d(scope.at('sSE', 0), { inputChannels, filters: 1 }), activate(scope, 'sigmoid'));
  return (x) => addAll(scope, [multiplyAll(scope, [x, channelWeights(x)]), multiplyAll(scope, [x, placeWeights(x)])]);
}
