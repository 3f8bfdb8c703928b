import { OptionError } from '../../core/errors.js';
import type { Batch, BatchSource } from '../../data/batch.js';

/**
 * Where {@link fit} gets its batches from: a {@link loader} or another {@link BatchSource}; a function that gives the
 * batches of an epoch, counted from 1; or any iterable of batches. An iterable is run through anew for each epoch, or,
 * with `stepsPerEpoch`, goes on from where the epoch before left it.
 */
export type TrainingData =
  | BatchSource
  | AsyncIterable<Batch>
  | Iterable<Batch>
  | ((epoch: number) => AsyncIterable<Batch> | Iterable<Batch>);

/** Training data as a source; refuses what is none, since in JavaScript anything may come in. */
export function toBatchSource(option: string, data: TrainingData): BatchSource {
  if (typeof data === 'function') return { epoch: (epoch) => toAsync(data(epoch)) };
  if (isObject(data) && 'epoch' in data && typeof data.epoch === 'function') return data;
  if (isObject(data) && (Symbol.asyncIterator in data || Symbol.iterator in data)) {
    return { epoch: () => toAsync(data as AsyncIterable<Batch> | Iterable<Batch>) };
  }
  throw new OptionError(`fit: ${option} is not what it should be. Make batches of it: loader(dataset).`, { option });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function toAsync(batches: AsyncIterable<Batch> | Iterable<Batch>): AsyncIterable<Batch> {
  if (Symbol.asyncIterator in batches) return batches;
  return (async function* () {
    yield* batches;
  })();
}
