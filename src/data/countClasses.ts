import { DataError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { countValues } from './countValues.js';
import type { Dataset, DatasetInfo } from './dataset.js';
import { map, type OnError, pipe, withSignal } from './generators.js';
import type { Sample } from './sample.js';

/** How many pixels of each class each sample has; plain data, to be kept as JSON. */
export interface ClassCounts {
  /** The number of classes; 2 for `binary`, background and foreground. */
  readonly classes: number;
  /** The ids of the samples. */
  readonly ids: readonly string[];
  /** `pixels[i][k]`: how many pixels of class k sample i has. Ignored pixels count nowhere. */
  readonly pixels: readonly (readonly number[])[];
}

/** Options of {@link countClasses}. */
export interface CountClassesOptions {
  /** Samples that are read at a time (default 4). */
  readonly concurrency?: number;
  /** What happens to a sample that cannot be read or has no mask (default `throw`). */
  readonly onError?: OnError;
  /** Ends the counting when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Reads every mask of a data set once, and counts its pixels by class: what {@link classBalancedSampler} and weights of
 * classes are made of. The counts are plain data; keep them as JSON to have them at once the next time.
 *
 * @throws DataError for a sample without a mask, or with a label that is no class, unless `onError` says otherwise.
 * @example
 * ```ts
 * import { arrayDataset, countClasses } from 'segkit';
 *
 * const image = { data: new Uint8Array(4), width: 2, height: 2, channels: 1 };
 * const mask = { data: Uint8Array.of(0, 2, 2, 255), width: 2, height: 2 };
 * const dataset = arrayDataset([{ id: 'a', image, mask, meta: {} }], { classes: 3, ignoreIndex: 255 });
 * console.log((await countClasses(dataset)).pixels); // [[1, 0, 2]]
 * ```
 */
export async function countClasses(dataset: Dataset, options: CountClassesOptions = {}): Promise<ClassCounts> {
  checkOptionNames('countClasses', options, ['concurrency', 'onError', 'signal']);
  const { concurrency = 4, onError = 'throw', signal } = options;
  const read = async (index: number): Promise<{ id: string; counts: ReadonlyMap<number, number> }> => {
    try {
      const sample = await dataset.sample(index);
      return { id: sample.id, counts: classCountsOf(sample, dataset) };
    } catch (cause) {
      if (cause instanceof DataError && cause.id !== undefined) throw cause;
      throw new DataError(`countClasses: ${JSON.stringify(dataset.ids[index])}: ${(cause as Error).message}`, {
        id: dataset.ids[index],
        cause,
      });
    }
  };
  const counted = pipe(
    dataset.ids.map((_, index) => index),
    map(read, { concurrency, onError, name: 'countClasses' }),
  );
  const found: { id: string; counts: ReadonlyMap<number, number> }[] = [];
  for await (const entry of signal ? pipe(counted, withSignal(signal)) : counted) found.push(entry);
  const highest = found.reduce((most, { counts }) => Math.max(most, ...counts.keys()), -1);
  const classes = knownClasses(dataset) ?? highest + 1;
  return {
    classes,
    ids: found.map(({ id }) => id),
    pixels: found.map(({ counts }) => Array.from({ length: classes }, (_, k) => counts.get(k) ?? 0)),
  };
}

/** How many classes the labels of a data set have, where it says so: background is one for `binary`. */
export const knownClasses = ({ task, classes }: DatasetInfo): number | undefined => (task === 'binary' ? 2 : classes);

function classCountsOf({ id, mask }: Sample, dataset: DatasetInfo): ReadonlyMap<number, number> {
  if (!mask) throw new DataError(`countClasses: ${JSON.stringify(id)} has no mask.`, { id });
  if ('channels' in mask) {
    const counts = new Array<number>(mask.channels).fill(0);
    for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== 0) counts[i % mask.channels]++;
    return new Map(counts.entries());
  }
  const counts = countValues(mask.data);
  if (dataset.ignoreIndex !== undefined) counts.delete(dataset.ignoreIndex);
  const classes = knownClasses(dataset) ?? Number.POSITIVE_INFINITY;
  for (const label of counts.keys()) {
    if (label >= 0 && label < classes) continue;
    const cure = 'Give the data set its classes, its ignoreIndex, or the values of its masks.';
    throw new DataError(`countClasses: ${JSON.stringify(id)} has the label ${label}, which is no class. ${cure}`, {
      id,
    });
  }
  return counts;
}
