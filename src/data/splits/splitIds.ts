import { DataError, OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { groupSamples, inRandomOrder, placeOf, type SampleGroup, type SampleKey } from './groupSamples.js';

/** How samples are parted. */
export interface SplitOptions {
  /** The part of the samples that validates (default 0.2). */
  readonly fraction?: number;
  /** What the choice depends on (default 0). */
  readonly seed?: number | string;
  /** Samples with the same answer stay together, such as the views of one car, or the slices of one patient. */
  readonly group?: SampleKey;
  /** Samples with each answer get the same share of validation, as far as whole groups allow. */
  readonly stratify?: SampleKey;
  /**
   * Whether validation gets the fraction as nearly as whole groups allow (`exact`, default), where samples that are added
   * move a few at the border; or on average (`stable`): the part of a group depends on seed and name alone, and nothing
   * ever moves.
   */
  readonly share?: 'exact' | 'stable';
}

/** Positions of both parts, ascending. */
export interface SplitIndices {
  readonly train: number[];
  readonly validation: number[];
}

/** Parts samples in two, by their ids. */
export function splitIds(where: string, ids: readonly string[], options: SplitOptions): SplitIndices {
  checkOptionNames(where, options, ['fraction', 'seed', 'group', 'stratify', 'share']);
  const { fraction = 0.2, seed = 0, group, stratify, share = 'exact' } = options;
  checkNumber(where, 'fraction', fraction, { min: 0, max: 1 });
  checkShare(where, share, stratify);
  if (fraction === 0 || fraction === 1) {
    throw new OptionError(`${where}: fraction is ${fraction}, so one part would be empty. Choose one in between.`, {
      option: 'fraction',
      value: fraction,
    });
  }
  const groups = inRandomOrder(groupSamples(where, ids, group, stratify), seed);
  if (groups.length < 2) {
    const what = group ? `${groups.length} group` : `${groups.length} sample`;
    throw new DataError(`${where}: there is only ${what}, and both parts need one. Add samples, or group less.`);
  }
  const chosen = new Set(
    share === 'stable'
      ? groups.filter((candidate) => placeOf(candidate, seed) < fraction)
      : chooseGroups(groups, ids.length * fraction),
  );
  if (share === 'stable') refuseEmpty(where, chosen.size, groups.length);
  // With few samples a share may round to nothing; a part without samples would be of no use.
  if (chosen.size === 0) chosen.add(groups[0]);
  if (chosen.size === groups.length) chosen.delete(groups[groups.length - 1]);
  const indicesOf = (isChosen: boolean): number[] =>
    groups
      .filter((candidate) => chosen.has(candidate) === isChosen)
      .flatMap((candidate) => candidate.indices)
      .sort((a, b) => a - b);
  return { train: indicesOf(false), validation: indicesOf(true) };
}

/** Shares that hold on average hold in each stratum as well: there is nothing to stratify. */
export function checkShare(where: string, share: string, stratify: unknown): void {
  checkOneOf(where, 'share', share, ['exact', 'stable']);
  if (share === 'exact' || stratify === undefined) return;
  throw new OptionError(
    `${where}: stratify has no effect with share: "stable", which gives each stratum its share on average. Leave one out.`,
    { option: 'stratify' },
  );
}

function refuseEmpty(where: string, chosen: number, groups: number): void {
  if (chosen > 0 && chosen < groups) return;
  const part = chosen === 0 ? 'validation' : 'train';
  throw new DataError(
    `${where}: of ${groups} groups none falls into ${part}. Use share: "exact" for so few, or another seed.`,
  );
}

/** Takes groups of each stratum, in their order, so that the samples taken come as near to the target as they can. */
function chooseGroups(groups: readonly SampleGroup[], target: number): SampleGroup[] {
  const total = countSamples(groups);
  const chosen: SampleGroup[] = [];
  let due = 0; // what is over or missing in one stratum is made good in the next
  for (const members of byStratum(groups)) {
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

/** The groups of each stratum, in their order. */
export function byStratum(groups: readonly SampleGroup[]): SampleGroup[][] {
  const strata = new Map<string, SampleGroup[]>();
  for (const group of groups) {
    const members = strata.get(group.stratum);
    if (members) members.push(group);
    else strata.set(group.stratum, [group]);
  }
  return [...strata.values()];
}

const countSamples = (groups: readonly SampleGroup[]): number =>
  groups.reduce((sum, { indices }) => sum + indices.length, 0);
