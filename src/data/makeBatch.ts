import { resizeSample } from '../augment/geometric/resizeSample.js';
import { applyMix, type MixInfo, type MixTransform } from '../augment/mixing/mixTransform.js';
import type { SampleMemory } from '../augment/sampleMemory.js';
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
 * Reads a sample and those that go into it, and makes it ready to be stacked. It is made in `memory`, to which the caller
 * gives it back when it has been stacked.
 *
 * @throws DataError that names the sample.
 */
export async function preparePlace<P extends Place & { readonly partners?: readonly P[] }>(
  place: P,
  epoch: number,
  steps: SampleSteps,
  read: (place: P) => Promise<Sample>,
  memory: SampleMemory,
): Promise<Sample> {
  const readOne = async (one: P): Promise<Sample> => {
    try {
      const sample = await read(one);
      return memory.use(() => prepare(sample, one, epoch, steps));
    } catch (cause) {
      throw stageError('loader', one.id, one.index, cause);
    }
  };
  const outcomes = await Promise.allSettled([place, ...(place.partners ?? [])].map(readOne));
  const samples = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  const { mix, seed, task, classes, ignoreIndex } = steps;
  if (!failure && !mix) return samples[0];
  try {
    if (failure) throw failure.reason;
    const [sample, ...partners] = samples;
    const key = { seed, epoch, task, classes, ignoreIndex };
    return memory.use(() => ({
      ...applyMix(mix as MixTransform, { ...sample, id: place.drawId }, partners, key),
      id: sample.id,
    }));
  } catch (cause) {
    throw failure ? cause : stageError('loader', place.id, place.index, cause);
  } finally {
    samples.forEach(memory.giveBack);
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
 * Stacks what has been read, and gives its memory back; nothing where all samples failed.
 *
 * @param number - The number of the batch in its epoch, from 0: its `index`.
 */
export function stackBatch(
  samples: readonly (Sample | undefined)[],
  number: number,
  { preprocessing }: SampleSteps,
  memory: SampleMemory,
  allocate?: Allocate,
): Stacked | undefined {
  const whole = samples.filter((sample) => sample !== undefined);
  if (whole.length === 0) return undefined;
  try {
    const stacked = stackSamples(whole, preprocessing ?? {}, allocate);
    return { ...stacked, batch: { ...stacked.batch, index: number } };
  } catch (cause) {
    throw stageError('loader', undefined, number, cause);
  } finally {
    whole.forEach(memory.giveBack);
  }
}
