import { resizeSample } from '../augment/geometric/resizeSample.js';
import { applyTransform, type Transform } from '../augment/transform.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Size } from '../raster/resize.js';
import type { Stacked } from './collate.js';
import { stackSamples } from './collate.js';
import type { Dataset } from './dataset.js';
import { stageError } from './generators/failure.js';
import type { Sample } from './sample.js';
import type { SamplerPlace } from './samplers/sampler.js';

/** What becomes of a sample on its way into a batch: the same here and in a worker. */
export interface SampleSteps {
  readonly seed: number | string;
  readonly target?: Size;
  readonly augment?: Transform;
  readonly preprocessing?: Preprocessing;
}

/**
 * Reads a sample and makes it ready to be stacked.
 *
 * @throws DataError that names the sample.
 */
export async function readPlace(
  dataset: Dataset,
  place: SamplerPlace,
  epoch: number,
  steps: SampleSteps,
): Promise<Sample> {
  try {
    return prepare(await dataset.sample(place.index), place, epoch, dataset.ignoreIndex, steps);
  } catch (cause) {
    throw stageError('loader', dataset.ids[place.index], place.index, cause);
  }
}

function prepare(
  read: Sample,
  { drawId, meta }: SamplerPlace,
  epoch: number,
  ignoreIndex: number | undefined,
  { seed, target, augment }: SampleSteps,
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
