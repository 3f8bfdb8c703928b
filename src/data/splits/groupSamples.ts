import { DataError } from '../../core/errors.js';
import { random } from '../../core/random.js';

/** What a sample belongs to: samples with the same answer stay together. No answer is an error that names the sample. */
export type SampleKey = (id: string, index: number) => string | undefined;

/** Samples that must not be parted. */
export interface SampleGroup {
  readonly name: string;
  /** The class for even shares; one for all if nothing is stratified. */
  readonly stratum: string;
  readonly indices: number[];
}

/** Puts the samples into groups, in the order of their first samples. A group must lie in one stratum. */
export function groupSamples(
  where: string,
  ids: readonly string[],
  group?: SampleKey,
  stratify?: SampleKey,
): SampleGroup[] {
  const groups = new Map<string, SampleGroup>();
  ids.forEach((id, index) => {
    const keyOf = (option: 'group' | 'stratify', key: SampleKey): string => {
      const answer = key(id, index);
      if (typeof answer === 'string') return answer;
      throw new DataError(
        `${where}: ${option} gives ${String(answer)} for the sample ${JSON.stringify(id)}. It must give a string for ` +
          'each sample.',
        { id },
      );
    };
    const name = group ? keyOf('group', group) : id;
    const stratum = stratify ? keyOf('stratify', stratify) : '';
    const known = groups.get(name);
    if (!known) {
      groups.set(name, { name, stratum, indices: [index] });
      return;
    }
    if (known.stratum !== stratum) {
      throw new DataError(
        `${where}: group ${JSON.stringify(name)} is in the strata ${JSON.stringify(known.stratum)} and ` +
          `${JSON.stringify(stratum)}. Stratify by something that all samples of a group share.`,
        { id },
      );
    }
    known.indices.push(index);
  });
  return [...groups.values()];
}

/**
 * The groups in random order. Each has its place by a number drawn from seed and name alone, so that groups which come
 * or go leave the others' order as it is.
 */
export function inRandomOrder(groups: readonly SampleGroup[], seed: number | string): SampleGroup[] {
  const drawn = groups.map((group) => ({ group, place: placeOf(group, seed) }));
  return drawn.sort((a, b) => a.place - b.place || (a.group.name < b.group.name ? -1 : 1)).map(({ group }) => group);
}

/** The number of 0 … 1 that is drawn for a group, from seed and name alone. */
export const placeOf = ({ name }: SampleGroup, seed: number | string): number => random('split', seed, name).uniform();
