import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type Block, identityBlock, layerBlock } from './block.js';
import { SegBatchNorm } from './classes/segBatchNorm.js';
import { SegGroupNorm } from './classes/segGroupNorm.js';
import { SegInstanceNorm } from './classes/segInstanceNorm.js';
import { registerLayers } from './registerLayers.js';

/**
 * How a block evens out its values: over the batch (`batch`), over groups of channels of each picture (`group`), over
 * single channels of each picture (`instance`), or not at all (`none`).
 */
export type NormName = 'batch' | 'group' | 'instance' | 'none';

/** All normalizations, for validation. */
export const normNames: readonly NormName[] = ['batch', 'group', 'instance', 'none'];

/** Options of {@link normalization}. */
export interface NormalizationOptions {
  /** `batch` by default. */
  readonly norm?: NormName;
  /** The number of groups of `group`, which must divide the channels; 8 by default. */
  readonly groups?: number;
  readonly name?: string;
}

/**
 * A normalization with gamma and beta, as a block. All use epsilon 1e-5; `batch` keeps 0.9 of its old statistics.
 *
 * @throws OptionError for an unknown normalization, or groups that do not divide the channels.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { normalization } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 12] });
 * console.log(normalization({ norm: 'group', groups: 4 })(input).shape); // [null, 64, 64, 12]
 * ```
 */
export function normalization(options: NormalizationOptions = {}): Block {
  checkOptionNames('normalization', options, ['norm', 'groups', 'name']);
  const { norm = 'batch', groups = 8, name } = options;
  checkOneOf('normalization', 'norm', norm, normNames);
  checkNumber('normalization', 'groups', groups, { min: 1, integer: true });
  if (norm === 'none') return identityBlock;
  registerLayers();
  if (norm === 'batch') return layerBlock(() => new SegBatchNorm({ name }));
  if (norm === 'instance') return layerBlock(() => new SegInstanceNorm({ name }));
  return layerBlock(() => new SegGroupNorm({ groups, name }));
}
