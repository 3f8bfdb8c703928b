import { checkNumber, checkOptionNames } from '../core/options.js';
import { type Block, identityBlock, layerBlock } from './block.js';
import { SegSpatialDropout } from './classes/segSpatialDropout.js';
import { registerLayers } from './registerLayers.js';

/** Options of {@link spatialDropout}. */
export interface SpatialDropoutOptions {
  /** The share of channels that is dropped in training, from 0 (none) to less than 1. */
  readonly rate: number;
  /** Makes the draws reproducible, together with `name`. */
  readonly seed?: number;
  readonly name?: string;
}

/**
 * Drops whole channels in training, as a block.
 *
 * @throws OptionError for a rate outside [0, 1).
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { spatialDropout } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 12] });
 * console.log(spatialDropout({ rate: 0.2 })(input).shape); // [null, 64, 64, 12]
 * ```
 */
export function spatialDropout(options: SpatialDropoutOptions): Block {
  checkOptionNames('spatialDropout', options, ['rate', 'seed', 'name']);
  const { rate, seed, name } = options;
  checkNumber('spatialDropout', 'rate', rate, { min: 0, max: 0.99 });
  if (rate === 0) return identityBlock;
  registerLayers();
  return layerBlock(() => new SegSpatialDropout({ rate, seed, name }));
}
