import { DataError, OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { type Dataset, subset } from './dataset.js';
import { groupSamples, inRandomOrder, type SampleGroup, type SampleKey } from './groupSamples.js';

/** Options of {@link splitDataset}. */
export interface SplitOptions {
  /** The part of the samples that validates (default 0.2). */
  readonly fraction?: number;
  /** What the choice depends on (default 0). */
  readonly seed?: number | string;
  /** Samples with the same answer stay together, such as the views of one car, or the slices of one patient. */
  readonly group?: SampleKey;
  /** Samples with each answer get the same share of validation, as far as whole groups allow. */
  readonly stratify?: SampleKey;
}

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
 * the border between the parts.
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
  checkOptionNames('splitDataset', options, ['fraction', 'seed', 'group', 'stratify']);
  const { fraction = 0.2, seed = 0, group, stratify } = options;
  checkNumber('splitDataset', 'fraction', fraction, { min: 0, max: 1 });
  if (fraction === 0 || fraction === 1) {
    throw new OptionError(`splitDataset: fraction is ${fraction}, so one part would be empty. Choose one in between.`, {
      option: 'fraction',
      value: fraction,
    });
  }
  const groups = inRandomOrder(groupSamples('splitDataset', dataset, group, stratify), seed);
  if (groups.length < 2) {
    const what = group ? `${groups.length} group` : `${groups.length} sample`;
    throw new DataError(`splitDataset: there is only ${what}, and both parts need one. Add samples, or group less.`);
  }
  const chosen = new Set(chooseGroups(groups, dataset.length * fraction));
  // With few samples a share may round to nothing; a part without samples would be of no use.
  if (chosen.size === 0) chosen.add(groups[0]);
  if (chosen.size === groups.length) chosen.delete(groups[groups.length - 1]);
  const indicesOf = (isChosen: boolean): number[] =>
    groups
      .filter((candidate) => chosen.has(candidate) === isChosen)
      .flatMap((candidate) => candidate.indices)
      .sort((a, b) => a - b);
  return { train: subset(dataset, indicesOf(false)), validation: subset(dataset, indicesOf(true)) };
}

/** Takes groups of each stratum, in their order, so that the samples taken come as near to the target as they can. */
function chooseGroups(groups: readonly SampleGroup[], target: number): SampleGroup[] {
  const strata = new Map<string, SampleGroup[]>();
  for (const group of groups) strata.set(group.stratum, [...(strata.get(group.stratum) ?? []), group]);
  const total = countSamples(groups);
  const chosen: SampleGroup[] = [];
  let due = 0; // what is over or missing in one stratum is made good in the next
  for (const members of strata.values()) {
    due += (target * countSamples(members)) / total;
    for (const group of members) {
      const size = group.indices.length;
      if (Math.abs(due - size) >= Math.abs(due)) continue;
      due -= size;
      chosen.push(group);
    }
  }
  return chosen;
}

const countSamples = (groups: readonly SampleGroup[]): number =>
  groups.reduce((sum, { indices }) => sum + indices.length, 0);
