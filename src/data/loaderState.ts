import { fingerprint } from '../core/hash.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Size } from '../raster/resize.js';
import type { Json } from './batch.js';
import type { Dataset } from './dataset.js';
import type { OrderOptions } from './loaderOrder.js';

/** What batches depend on. */
export interface StateParts extends OrderOptions {
  readonly target?: Size;
  readonly augment?: unknown;
  readonly preprocessing?: Preprocessing;
}

/** What decides which batches come, as plain JSON: the ids as a fingerprint, so that it stays short. */
export function loaderState(dataset: Dataset, parts: StateParts): Json {
  const { batchSize, shuffle, seed, dropLast, sampler, target, augment, mix, preprocessing } = parts;
  return toJson({
    samples: dataset.length,
    ids: fingerprint(dataset.ids),
    batchSize,
    shuffle,
    seed,
    dropLast,
    size: target ?? null,
    sampler: sampler ? { name: sampler.name, options: sampler.options } : null,
    augment: augment ?? null,
    mix: mix ?? null,
    preprocessing: preprocessing ?? {},
  });
}

const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
