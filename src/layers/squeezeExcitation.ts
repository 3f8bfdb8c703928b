import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Block } from './block.js';
import { scseModule } from './modules/scse.js';
import { squeezeExcite } from './modules/squeezeExcite.js';
import { type ScopedBlockOptions, scopedBlock } from './scopedBlock.js';

/** Options of {@link squeezeExcitation} and {@link scse}. */
export interface SqueezeExcitationOptions extends ScopedBlockOptions {
  /** How many times fewer channels there are in between; 16 by default. */
  readonly reduction?: number;
}

/**
 * Weighs channels by what the whole picture shows: `x · σ(W₂ · relu(W₁ · mean(x)))`.
 *
 * @throws OptionError for a reduction that leaves no channel.
 * @see Hu et al., Squeeze-and-Excitation Networks, 2017
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { squeezeExcitation } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 32] });
 * console.log(squeezeExcitation({ reduction: 4 })(input).shape); // [null, 64, 64, 32]
 * ```
 */
export function squeezeExcitation(options: SqueezeExcitationOptions = {}): Block {
  const reduction = checkedReduction('squeezeExcitation', options);
  return scopedBlock('squeezeExcitation', options, (scope, inputChannels) => {
    const innerChannels = Math.floor(inputChannels / reduction);
    if (innerChannels === 0) {
      throw new OptionError(
        `squeezeExcitation: ${inputChannels} channels cannot be reduced ${reduction} times. Take a reduction of at most ` +
          `${inputChannels}.`,
        { option: 'reduction', value: reduction },
      );
    }
    return squeezeExcite(scope, { inputChannels, innerChannels, names: ['squeeze', 'excite'] });
  });
}

/**
 * Weighs channels and places at once: `x·cSE(x) + x·sSE(x)`, as smp's decoders with attention `scse`.
 *
 * @throws OptionError for a reduction that leaves no channel.
 * @see Roy et al., Concurrent Spatial and Channel Squeeze & Excitation in Fully Convolutional Networks, 2018
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { scse } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 32] });
 * console.log(scse()(input).shape); // [null, 64, 64, 32]
 * ```
 */
export function scse(options: SqueezeExcitationOptions = {}): Block {
  const reduction = checkedReduction('scse', options);
  return scopedBlock('scse', options, (scope, inputChannels) => scseModule(scope, { inputChannels, reduction }));
}

function checkedReduction(where: string, options: SqueezeExcitationOptions): number {
  checkOptionNames(where, options, ['reduction', 'seed', 'name']);
  const { reduction = 16 } = options;
  checkNumber(where, 'reduction', reduction, { min: 1, integer: true });
  return reduction;
}
