import { type Block, layerBlock } from './block.js';
import { SegBatchNorm } from './segBatchNorm.js';

/** How a block evens out its values. */
export type NormName = 'batch' | 'none';

/** All normalizations, for validation. */
export const normNames: readonly NormName[] = ['batch', 'none'];

/** Options of {@link normalization}. */
export interface NormalizationOptions {
  /** `batch` by default. */
  readonly norm?: NormName;
  readonly name?: string;
}

/** A normalization, as a block. */
export function normalization({ norm = 'batch', name }: NormalizationOptions = {}): Block {
  if (norm === 'none') return (x) => x;
  return layerBlock(new SegBatchNorm(name === undefined ? {} : { name }));
}
