import { type Dataset, subset } from '../dataset.js';
import { type FoldOptions, foldIds } from './foldIds.js';
import type { Split } from './splitDataset.js';

export type { FoldOptions };

/**
 * Splits for cross-validation: the samples are dealt into k parts, and each part validates once.
 *
 * @throws DataError if there are fewer groups than parts.
 * @example
 * ```ts
 * import { arrayDataset, foldDataset } from 'segkit';
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
 * const dataset = arrayDataset([...'abcdef'].map((id) => ({ id, image, meta: {} })));
 * for (const { train, validation } of foldDataset(dataset, { folds: 3 })) console.log(train.ids, validation.ids);
 * ```
 */
export function foldDataset(dataset: Dataset, options: FoldOptions = {}): Split[] {
  return foldIds('foldDataset', dataset.ids, options).map(({ train, validation }) => ({
    train: subset(dataset, train),
    validation: subset(dataset, validation),
  }));
}
