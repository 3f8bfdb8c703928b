import { DataError } from '../../core/errors.js';
import type { Dataset } from '../dataset.js';

/** A sample that a sampler has chosen. */
export interface SamplerPick {
  /** Its position in the data set, from 0. */
  readonly index: number;
  /** What the sample's `meta` holds beside its own, for transforms to read; JSON. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/**
 * Decides which samples an epoch consists of and in which order. Samples may come several times, or not at all.
 *
 * The order is a pure function of (seed, epoch, data set, batch size): nothing is remembered from epoch to epoch.
 */
export interface Sampler {
  /** The name of the function that made it. */
  readonly name: string;
  /** What the order depends on beside seed, epoch and data set; JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The number of samples in an epoch over this data set. */
  length(dataset: Dataset): number;
  /**
   * The samples of an epoch, in order: positions, or positions with something to be said about them.
   *
   * @param batchSize - How many of them make a batch, for samplers whose choice depends on the place in the batch.
   */
  order(
    epoch: number,
    seed: number | string,
    dataset: Dataset,
    batchSize: number,
  ): ArrayLike<number> | readonly SamplerPick[];
}

/** One place in the order of an epoch. */
export interface SamplerPlace extends SamplerPick {
  /**
   * What the random draws for this place are keyed by in place of the sample's id: the id itself when the sample comes
   * for the first time in the epoch, `id#1` for the second, `id#2` for the third. So every repetition is augmented
   * anew, and a sampler that repeats nothing changes no draw.
   */
  readonly drawId: string;
}

/** The order of an epoch with the key of each draw. */
export function sampleOrder(
  sampler: Sampler,
  epoch: number,
  seed: number | string,
  dataset: Dataset,
  batchSize: number,
): SamplerPlace[] {
  const picks = Array.from<number | SamplerPick>(sampler.order(epoch, seed, dataset, batchSize));
  const length = sampler.length(dataset);
  if (picks.length !== length) {
    throw new DataError(`${sampler.name}: order gave ${picks.length} samples, length says ${length}.`);
  }
  const times = new Map<number, number>();
  return picks.map((pick) => {
    const { index, meta } = typeof pick === 'number' ? { index: pick } : pick;
    if (!Number.isInteger(index) || index < 0 || index >= dataset.length) {
      throw new DataError(`${sampler.name}: there is no sample ${index} in a data set of ${dataset.length}.`);
    }
    const time = times.get(index) ?? 0;
    times.set(index, time + 1);
    const id = dataset.ids[index];
    return { index, drawId: time === 0 ? id : `${id}#${time}`, ...(meta && { meta }) };
  });
}
