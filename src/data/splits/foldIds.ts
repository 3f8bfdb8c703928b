import { DataError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { groupSamples, inRandomOrder, placeOf, type SampleGroup, type SampleKey } from './groupSamples.js';
import { byStratum, checkShare, type SplitIndices } from './splitIds.js';

/** How samples are dealt into parts. */
export interface FoldOptions {
  /** How many parts (default 5). */
  readonly folds?: number;
  /** What the parts depend on (default 0). */
  readonly seed?: number | string;
  /** Samples with the same answer stay together. */
  readonly group?: SampleKey;
  /** Samples with each answer are dealt evenly into the parts, as far as whole groups allow. */
  readonly stratify?: SampleKey;
  /**
   * Whether the parts are as even as whole groups allow (`exact`, default), where samples that are added may move many; or
   * even on average (`stable`): the part of a group depends on seed and name alone, and nothing ever moves.
   */
  readonly share?: 'exact' | 'stable';
}

/** Deals samples into parts by their ids; each part validates once. */
export function foldIds(where: string, ids: readonly string[], options: FoldOptions): SplitIndices[] {
  checkOptionNames(where, options, ['folds', 'seed', 'group', 'stratify', 'share']);
  const { folds = 5, seed = 0, group, stratify, share = 'exact' } = options;
  checkNumber(where, 'folds', folds, { min: 2, integer: true });
  checkShare(where, share, stratify);
  const groups = inRandomOrder(groupSamples(where, ids, group, stratify), seed);
  if (groups.length < folds) {
    const what = group ? 'groups' : 'samples';
    throw new DataError(`${where}: ${groups.length} ${what} cannot fill ${folds} parts. Ask for fewer folds.`);
  }
  const foldOf = new Int32Array(ids.length);
  const place = ({ indices }: SampleGroup, fold: number): void => {
    for (const index of indices) foldOf[index] = fold;
  };
  if (share === 'stable') for (const member of groups) place(member, Math.floor(placeOf(member, seed) * folds));
  else deal(groups, folds, place);
  const all = Array.from(foldOf.keys());
  return Array.from({ length: folds }, (_, fold) => {
    const validation = all.filter((index) => foldOf[index] === fold);
    if (validation.length > 0) return { train: all.filter((index) => foldOf[index] !== fold), validation };
    throw new DataError(
      `${where}: of ${groups.length} groups none falls into part ${fold}. Use share: "exact" for so few.`,
    );
  });
}

/** The largest groups of a stratum first, each into the part that has least of it: as even as groups allow. */
function deal(groups: readonly SampleGroup[], folds: number, place: (group: SampleGroup, fold: number) => void): void {
  const sizes = new Array<number>(folds).fill(0);
  for (const members of byStratum(groups)) {
    const ofStratum = new Array<number>(folds).fill(0);
    for (const group of members.toSorted((a, b) => b.indices.length - a.indices.length)) {
      const least = Math.min(...ofStratum);
      const candidates = sizes.map((size, fold) => (ofStratum[fold] === least ? size : Number.POSITIVE_INFINITY));
      const fold = candidates.indexOf(Math.min(...candidates));
      ofStratum[fold] += group.indices.length;
      sizes[fold] += group.indices.length;
      place(group, fold);
    }
  }
}
