import { random } from '../../core/random.js';
import type { Sampler } from './sampler.js';

/**
 * Every sample once, in an order of its own each epoch: what `shuffle: true` of the loader does.
 *
 * @example
 * ```ts
 * import { arrayDataset, shuffleSampler } from 'segkit';
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
 * const dataset = arrayDataset(['a', 'b', 'c'].map((id) => ({ id, image, meta: {} })));
 * console.log(shuffleSampler().order(1, 0, dataset, 2), shuffleSampler().order(2, 0, dataset, 2));
 * ```
 */
export function shuffleSampler(): Sampler {
  return {
    name: 'shuffleSampler',
    options: {},
    length: (dataset) => dataset.length,
    order: (epoch, seed, dataset) => random('order', seed, epoch).permutation(dataset.length),
  };
}
