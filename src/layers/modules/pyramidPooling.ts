import type * as layers from '@tensorflow/tfjs-layers';
import { type Block, chain } from '../block.js';
import type { Scope } from '../scope.js';
import { adaptiveAveragePool } from './adaptiveAveragePool.js';
import { concatenateAll, resizeLike } from './stateless.js';

/** To how many windows a side features are pooled. */
export const pyramidSizes: readonly number[] = [1, 2, 3, 6];

/** Options of {@link pyramidPooling}. */
export interface PyramidPoolingOptions {
  /** The convolution after each pooling, in the order of {@link pyramidSizes}. */
  readonly blocks: readonly Block[];
  /** Where samples lie when the pooled features are enlarged again. */
  readonly coordinates: 'halfPixel' | 'alignCorners';
  /** Whether the features themselves come before the pooled ones or after them. */
  readonly features: 'first' | 'last';
}

/**
 * Means over windows of several sizes, each convolved and enlarged again, side by side with the features themselves.
 *
 * @see Zhao et al., Pyramid Scene Parsing Network, 2017
 */
export function pyramidPooling(scope: Scope, { blocks, coordinates, features }: PyramidPoolingOptions): Block {
  const levels = pyramidSizes.map((size, i) => chain(adaptiveAveragePool(scope, size), blocks[i]));
  return (x) => {
    const pooled = levels.map((level) => resizeLike(scope, { method: 'bilinear', coordinates }, level(x), x));
    const all: layers.SymbolicTensor[] = features === 'first' ? [x, ...pooled] : [...pooled, x];
    return concatenateAll(scope, all);
  };
}
