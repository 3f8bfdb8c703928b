import { type Dataset, subset } from '../dataset.js';
import { type SplitOptions, splitIds } from './splitIds.js';

export type { SplitOptions };

/** Two parts of a data set. */
export interface Split {
  /** The samples to train on. */
  readonly train: Dataset;
  /** The samples to judge by. */
  readonly validation: Dataset;
}

/**
 * Parts a data set in two by chance; both parts keep the order of the data set.
 *
 * Whole groups are taken, in an order that depends on seed and name of each alone, until validation has its share. The
 * split therefore does not depend on the order of the samples, and a sample that is added moves at most the groups at
 * the border between the parts. With `share: 'stable'` it moves none.
 *
 * @throws OptionError for a fraction that is not between 0 and 1.
 * @throws DataError if there are fewer than two groups, or a group lies in several strata.
 * @example
 * ```ts
 * import { arrayDataset, splitDataset } from 'segkit';
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
 * const ids = ['a_01', 'a_02', 'b_01', 'b_02', 'c_01', 'c_02'];
 * const dataset = arrayDataset(ids.map((id) => ({ id, image, meta: {} })));
 * const { train, validation } = splitDataset(dataset, { fraction: 0.3, seed: 1, group: (id) => id.slice(0, 1) });
 * console.log(train.ids, validation.ids); // no letter is in both
 * ```
 */
export function splitDataset(dataset: Dataset, options: SplitOptions = {}): Split {
  const { train, validation } = splitIds('splitDataset', dataset.ids, options);
  return { train: subset(dataset, train), validation: subset(dataset, validation) };
}
