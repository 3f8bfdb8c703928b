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
}

/** A place in an epoch, with the id of the sample that stands there. */
export interface Place extends SamplerPlace {
  readonly id: string;
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
    yield { number, places: Array.from({ length: count }, (_, i) => placeAt(first + i)) };
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
