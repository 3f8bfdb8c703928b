import { DataError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { type Dataset, subset } from './dataset.js';
import { groupSamples, inRandomOrder, type SampleKey } from './groupSamples.js';
import type { Split } from './splitDataset.js';

/** Options of {@link foldDataset}. */
export interface FoldOptions {
  /** How many parts (default 5). */
  readonly folds?: number;
  /** What the parts depend on (default 0). */
  readonly seed?: number | string;
  /** Samples with the same answer stay together. */
  readonly group?: SampleKey;
}

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
  checkOptionNames('foldDataset', options, ['folds', 'seed', 'group']);
  const { folds = 5, seed = 0, group } = options;
  checkNumber('foldDataset', 'folds', folds, { min: 2, integer: true });
  const groups = inRandomOrder(groupSamples('foldDataset', dataset, group), seed);
  if (groups.length < folds) {
    const what = group ? 'groups' : 'samples';
    throw new DataError(`foldDataset: ${groups.length} ${what} cannot fill ${folds} parts. Ask for fewer folds.`);
  }
  const foldOf = new Int32Array(dataset.length);
  const sizes = new Array<number>(folds).fill(0);
  // The largest groups first, each into the part that has least: parts come out as even as groups allow.
  for (const { indices } of groups.sort((a, b) => b.indices.length - a.indices.length)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold] += indices.length;
    for (const index of indices) foldOf[index] = fold;
  }
  return sizes.map((_, fold) => {
    const all = Array.from(foldOf.keys());
    return {
      train: subset(
        dataset,
        all.filter((index) => foldOf[index] !== fold),
      ),
      validation: subset(
        dataset,
        all.filter((index) => foldOf[index] === fold),
      ),
    };
  });
}
