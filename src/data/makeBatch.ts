import { resizeSample } from '../augment/geometric/resizeSample.js';
import { applyTransform, type Transform } from '../augment/transform.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Size } from '../raster/resize.js';
import { type Stacked, stackSamples } from './collate.js';
import { stageError } from './generators/failure.js';
import type { Place } from './loaderOrder.js';
import type { Sample } from './sample.js';

/** What becomes of a sample on its way into a batch: the same in every thread. */
export interface SampleSteps {
  readonly seed: number | string;
  readonly target?: Size;
  readonly augment?: Transform;
  readonly preprocessing?: Preprocessing;
  /** The label that counts nowhere. */
  readonly ignoreIndex?: number;
}

/**
 * Reads a sample and makes it ready to be stacked.
 *
 * @throws DataError that names the sample.
 */
export async function preparePlace(
  place: Place,
  epoch: number,
  steps: SampleSteps,
  read: (index: number) => Promise<Sample>,
): Promise<Sample> {
  try {
    return prepare(await read(place.index), place, epoch, steps);
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
 * @param number - The number of the batch in its epoch, from 0, for errors that are not of one sample.
 */
export function stackBatch(
  samples: readonly (Sample | undefined)[],
  number: number,
  { preprocessing }: SampleSteps,
): Stacked | undefined {
  const whole = samples.filter((sample) => sample !== undefined);
  if (whole.length === 0) return undefined;
  try {
    return stackSamples(whole, preprocessing ?? {});
  } catch (cause) {
    throw stageError('loader', undefined, number, cause);
  }
}
