import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Block } from './block.js';
import { asppModule } from './modules/aspp.js';
import { type ScopedBlockOptions, scopedBlock } from './scopedBlock.js';

/** Options of {@link aspp}. */
export interface AsppOptions extends ScopedBlockOptions {
  /** The number of channels that come out, of each branch and of the whole. */
  readonly filters: number;
  /** How far apart the taps of each 3×3 convolution are; `[12, 24, 36]` by default. */
  readonly rates?: readonly number[];
  /** Whether these are depthwise separable; false by default. */
  readonly separable?: boolean;
  /** The share of numbers dropped in training; 0.5 by default. */
  readonly dropout?: number;
}

/**
 * Atrous spatial pyramid pooling: a 1×1 convolution, 3×3 convolutions of several reaches, and the mean of the whole picture,
 * side by side and joined by a 1×1 convolution; batch normalization and ReLU after each. Height and width stay.
 *
 * @throws OptionError for values that cannot be.
 * @see Chen et al., Rethinking Atrous Convolution for Semantic Image Segmentation, 2017
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { aspp } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [32, 32, 64] });
 * console.log(aspp({ filters: 16, rates: [6, 12] })(input).shape); // [null, 32, 32, 16]
 * ```
 */
export function aspp(options: AsppOptions): Block {
  checkOptionNames('aspp', options, ['filters', 'rates', 'separable', 'dropout', 'seed', 'name']);
  const { filters, rates = [12, 24, 36], separable = false, dropout = 0.5 } = options;
  checkNumber('aspp', 'filters', filters, { min: 1, integer: true });
  for (const rate of rates) checkNumber('aspp', 'rates', rate, { min: 1, integer: true });
  checkNumber('aspp', 'dropout', dropout, { min: 0, max: 0.99 });
  return scopedBlock('aspp', options, (scope, inputChannels) =>
    asppModule(scope, { inputChannels, filters, rates, separable, dropout }),
  );
}
