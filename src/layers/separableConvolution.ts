import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Block } from './block.js';
import { separableConvolution as separableModule } from './modules/separableConvolution.js';
import { type ScopedBlockOptions, scopedBlock } from './scopedBlock.js';

/** Options of {@link separableConvolution}. */
export interface SeparableConvolutionOptions extends ScopedBlockOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** From one pixel that the kernel sees to the next; 1 by default. */
  readonly dilation?: number;
}

/**
 * A 3×3 convolution of each channel for itself, and a 1×1 convolution that mixes them: nearly nine times fewer products than
 * one 3×3 convolution. No bias; height and width stay.
 *
 * @throws OptionError for values that cannot be.
 * @see Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, 2017
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { separableConvolution } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [32, 32, 64] });
 * console.log(separableConvolution({ filters: 16 })(input).shape); // [null, 32, 32, 16]
 * ```
 */
export function separableConvolution(options: SeparableConvolutionOptions): Block {
  checkOptionNames('separableConvolution', options, ['filters', 'dilation', 'seed', 'name']);
  const { filters, dilation = 1 } = options;
  checkNumber('separableConvolution', 'filters', filters, { min: 1, integer: true });
  checkNumber('separableConvolution', 'dilation', dilation, { min: 1, integer: true });
  return scopedBlock('separableConvolution', options, (scope, inputChannels) =>
    separableModule(scope, { inputChannels, filters, dilation }),
  );
}
