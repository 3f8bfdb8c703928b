import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Block } from './block.js';
import { convNormRelu } from './modules/convNormRelu.js';
import { pyramidPooling as poolingModule, pyramidSizes } from './modules/pyramidPooling.js';
import { type ScopedBlockOptions, scopedBlock } from './scopedBlock.js';

/** Options of {@link pyramidPooling}. */
export interface PyramidPoolingOptions extends ScopedBlockOptions {
  /** The channels of each of the four levels; a quarter of those that come in by default. */
  readonly filters?: number;
}

/**
 * Means over 1×1, 2×2, 3×3 and 6×6 windows, each with a 1×1 convolution, batch normalization and ReLU, enlarged again
 * bilinearly (aligned corners), side by side before the features themselves. Height and width stay.
 *
 * @throws OptionError for values that cannot be.
 * @see Zhao et al., Pyramid Scene Parsing Network, 2017
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { pyramidPooling } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [32, 32, 64] });
 * console.log(pyramidPooling()(input).shape); // [null, 32, 32, 128]
 * ```
 */
export function pyramidPooling(options: PyramidPoolingOptions = {}): Block {
  checkOptionNames('pyramidPooling', options, ['filters', 'seed', 'name']);
  const { filters } = options;
  if (filters !== undefined) checkNumber('pyramidPooling', 'filters', filters, { min: 1, integer: true });
  return scopedBlock('pyramidPooling', options, (scope, inputChannels) => {
    const size = { inputChannels, filters: filters ?? Math.max(1, Math.floor(inputChannels / pyramidSizes.length)) };
    const blocks = pyramidSizes.map((_, i) => convNormRelu(scope.at(i), size));
    return poolingModule(scope, { blocks, coordinates: 'alignCorners', features: 'last' });
  });
}
