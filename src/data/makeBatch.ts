import { resizeSample } from '../augment/geometric/resizeSample.js';
import { applyMix, type MixInfo, type MixTransform } from '../augment/mixing/mixTransform.js';
import { applyTransform, type Transform } from '../augment/transform.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Size } from '../raster/resize.js';
import type { Allocate } from './batchMemory.js';
import { type Stacked, stackSamples } from './collate.js';
import { stageError } from './generators/failure.js';
import type { Place } from './loaderOrder.js';
import type { Sample } from './sample.js';

/** What becomes of a sample on its way into a batch: the same in every thread. */
export interface SampleSteps extends MixInfo {
  readonly seed: number | string;
  readonly target?: Size;
  readonly augment?: Transform;
  readonly mix?: MixTransform;
  readonly preprocessing?: Preprocessing;
}

/**
 * Reads a sample and those that go into it, and makes it ready to be stacked.
 *
 * @throws DataError that names the sample.
 */
export async function preparePlace<P extends Place & { readonly partners?: readonly P[] }>(
  place: P,
  epoch: number,
  steps: SampleSteps,
  read: (place: P) => Promise<Sample>,
): Promise<Sample> {
  const readOne = async (one: P): Promise<Sample> => {
    try {
      return prepare(await read(one), one, epoch, steps);
    } catch (cause) {
      throw stageError('loader', one.id, one.index, cause);
    }
  };
  const [sample, ...partners] = await Promise.all([place, ...(place.partners ?? [])].map(readOne));
  const { mix, seed, task, classes, ignoreIndex } = steps;
  if (!mix) return sample;
  try {
    const key = { seed, epoch, task, classes, ignoreIndex };
    return { ...applyMix(mix, { ...sample, id: place.drawId }, partners, key), id: sample.id };
  } catch (cause) {
    throw stageError('loader', place.id, place.index, cause);
  }
}

function prepare(
  read: Sample,
  { drawId, meta }: Place,
  epoch: number,
  { seed, target, augment, ignoreIndex }: SampleSteps,
): Sample {
  const known = meta ? { ...read, meta: { ...read.meta, ...meta } } : read;
  const sized = target ? resizeSample(known, target) : known;
  if (!augment) return sized;
  // Draws are keyed by the id, and a sample that comes again is to be drawn anew.
  const drawn = applyTransform(augment, { ...sized, id: drawId }, { seed, epoch, ignoreIndex });
  return { ...drawn, id: read.id };
}

/**
 * Stacks what has been read; nothing where all samples failed.
 *
 * @param number - The number of the batch in its epoch, from 0: its `index`.
 */
export function stackBatch(
  samples: readonly (Sample | undefined)[],
  number: number,
  { preprocessing }: SampleSteps,
  allocate?: Allocate,
): Stacked | undefined {
  const whole = samples.filter((sample) => sample !== undefined);
  if (whole.length === 0) return undefined;
  try {
    const stacked = stackSamples(whole, preprocessing ?? {}, allocate);
    return { ...stacked, batch: { ...stacked.batch, index: number } };
  } catch (cause) {
    throw stageError('loader', undefined, number, cause);
  }
}
