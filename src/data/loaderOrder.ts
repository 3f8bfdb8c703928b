import { drawPartners, type MixTransform } from '../augment/mixing/mixTransform.js';
import { random } from '../core/random.js';
import type { Dataset } from './dataset.js';
import { type Sampler, type SamplerPlace, sampleOrder } from './samplers/sampler.js';

/** What the order of the samples depends on. */
export interface OrderOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number | string;
  readonly dropLast: boolean;
  readonly sampler?: Sampler;
  /** What draws partners from the data set for each sample. */
  readonly mix?: MixTransform;
}

/** A place in an epoch, with the id of the sample that stands there. */
export interface Place extends SamplerPlace {
  readonly id: string;
  /** The samples that are mixed into this one. */
  readonly partners?: readonly Place[];
}

/** The places of one batch. */
export interface PlaceGroup {
  /** The number of the batch in its epoch, from 0. */
  readonly number: number;
  readonly places: readonly Place[];
}

/** The number of batches in each epoch. */
export function countBatches(dataset: Dataset, { batchSize, dropLast, sampler }: OrderOptions): number {
  const samples = sampler ? sampler.length(dataset) : dataset.length;
  return dropLast ? Math.floor(samples / batchSize) : Math.ceil(samples / batchSize);
}

/** The places of an epoch, batch by batch, from one on: a pure function of (seed, epoch). Nothing is read for it. */
export function* placeGroups(
  dataset: Dataset,
  options: OrderOptions,
  epoch: number,
  fromBatch: number,
): Generator<PlaceGroup> {
  const { batchSize } = options;
  const { length, placeAt } = orderOf(dataset, options, epoch);
  const batches = countBatches(dataset, options);
  for (let number = fromBatch; number < batches; number++) {
    const first = number * batchSize;
    const count = Math.min(batchSize, length - first);
    const places = Array.from({ length: count }, (_, i) => withPartners(placeAt(first + i), dataset, options, epoch));
    yield { number, places };
  }
}

interface Order {
  readonly length: number;
  readonly placeAt: (position: number) => Place;
}

function orderOf(dataset: Dataset, { batchSize, shuffle, seed, sampler }: OrderOptions, epoch: number): Order {
  const { length, ids } = dataset;
  if (sampler) {
    const places = sampleOrder(sampler, epoch, seed, dataset, batchSize);
    const placeAt = (position: number): Place => ({ ...places[position], id: ids[places[position].index] });
    return { length: places.length, placeAt };
  }
  const order = shuffle ? random('order', seed, epoch).permutation(length) : undefined;
  const placeAt = (position: number): Place => {
    const index = order ? order[position] : position;
    return { index, id: ids[index], drawId: ids[index] };
  };
  return { length, placeAt };
}

/** A place with the places of its partners. Each is drawn for this place alone, also where it is augmented. */
function withPartners(place: Place, { ids, length }: Dataset, { mix, seed }: OrderOptions, epoch: number): Place {
  if (!mix) return place;
  const { drawId, index: own } = place;
  const chosen = drawPartners(mix, drawId, { length, own }, { seed, epoch });
  return {
    ...place,
    partners: chosen.map((index) => ({ index, id: ids[index], drawId: `${ids[index]} in ${drawId}` })),
  };
}
