import { sampleMemory } from '../augment/sampleMemory.js';
import type { Transform } from '../augment/transform.js';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Size } from '../raster/resize.js';
import type { Batch, BatchSource } from './batch.js';
import { batchesOf } from './batchesOf.js';
import { checkTargetSize } from './checkTargetSize.js';
import type { DatasetInfo } from './dataset.js';
import { checkOnError } from './generators/failure.js';
import { type OnError, pipe, withSignal } from './generators.js';
import { preparePlace, type SampleSteps } from './makeBatch.js';
import type { Sample } from './sample.js';

/** Options of {@link streamLoader}. */
export interface StreamLoaderOptions extends Omit<DatasetInfo, 'labels'> {
  /** Samples a batch (default 8). */
  readonly batchSize?: number;
  /** Batches an epoch: needed where the samples never end, and for fewer than there are. Default: all. */
  readonly length?: number;
  /** What augmentation depends on (default 0). */
  readonly seed?: number | string;
  /** Width and height that every sample is resized to, before augmentation; one number for a square. */
  readonly size?: number | Size;
  /** Applied to each sample, drawn anew each epoch. */
  readonly augment?: Transform;
  /** How pixels become numbers (default: 0 … 1). */
  readonly preprocessing?: Preprocessing;
  /** Whether a last batch that is not full is left out (default `false`). */
  readonly dropLast?: boolean;
  /** Batches that are kept ready (default 2); 0 reads each when it is asked for. */
  readonly prefetch?: number;
  /** What happens when a sample cannot be used (default `throw`). A batch without it is smaller; an empty one is left out. */
  readonly onError?: OnError;
  /** Ends all epochs when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Batches to train on from samples that come one after the other: the shards of `tarSamples`, an async generator of your own,
 * whatever cannot be asked for sample 17. Data that can belongs in a data set and `loader`, which shuffles it whole.
 *
 * A sample's augmentation depends on (seed, epoch, id, its position), so that one that comes twice in an epoch is not drawn
 * alike. A run of `fit` that goes on in the middle of an epoch reads what comes before once more, and drops it.
 *
 * @param samples - begins to read an epoch, counted from 1; it is closed when the epoch is left early
 * @throws OptionError for options that do not exist or are out of range.
 * @throws DataError while reading, for a sample that cannot be used, with its id.
 *
 * @example
 * ```ts
 * import { augment, streamLoader, type Sample } from 'segkit';
 *
 * async function* drawSquares(epoch: number): AsyncGenerator<Sample> {
 *   for (let i = 0; ; i++) {
 *     const image = { data: new Uint8Array(16 * 16).fill((epoch * 7 + i) % 256), width: 16, height: 16, channels: 1 };
 *     yield { id: `square ${i}`, image, mask: { data: new Uint8Array(16 * 16).fill(i % 2), width: 16, height: 16 }, meta: {} };
 *   }
 * }
 *
 * const batches = streamLoader(drawSquares, { batchSize: 4, length: 3, augment: augment.d4() });
 * for await (const { ids, x } of batches.epoch(1)) console.log(ids, x.shape); // three times 4 ids, [4, 16, 16, 1]
 * ```
 */
export function streamLoader(
  samples: (epoch: number) => AsyncIterable<Sample> | Iterable<Sample>,
  options: StreamLoaderOptions = {},
): BatchSource {
  checkOptionNames('streamLoader', options, optionNames);
  if (typeof samples !== 'function') {
    throw new OptionError(
      'streamLoader: the samples are no function, and would be used up by the first epoch. Give one that begins an epoch: ' +
        "streamLoader(() => tarSamples('cars-{000..011}.tar')).",
      { option: 'samples', value: samples },
    );
  }
  const { batchSize = 8, length, seed = 0, augment, preprocessing = {}, dropLast = false } = options;
  const { prefetch = 2, onError = 'throw', signal, task, classes, ignoreIndex } = options;
  checkNumber('streamLoader', 'batchSize', batchSize, { min: 1, integer: true });
  checkNumber('streamLoader', 'prefetch', prefetch, { min: 0, integer: true });
  if (length !== undefined) checkNumber('streamLoader', 'length', length, { min: 1, integer: true });
  checkOnError('streamLoader', onError);
  const target = checkTargetSize('streamLoader', options.size);
  const steps: SampleSteps = { seed, target, augment, preprocessing, task, classes, ignoreIndex };

  const epoch = (number: number): AsyncIterable<Batch> => {
    const room = sampleMemory(); // of this epoch alone: samples of a group that is dropped are not given back
    const ready = batchesOf<Sample>(() => samples(number), {
      name: 'streamLoader',
      read: (sample, index) => {
        const place = { id: sample.id, index, drawId: `${sample.id} ${index}` };
        return preparePlace(place, number, steps, async () => sample, room);
      },
      steps,
      room,
      batchSize,
      dropLast,
      length,
      prefetch,
      onError,
    });
    return signal ? pipe(ready, withSignal(signal)) : ready;
  };
  return { length, task, classes, ignoreIndex, preprocessing, epoch };
}

const optionNames = [
  ...['batchSize', 'length', 'seed', 'size', 'augment', 'preprocessing', 'dropLast', 'prefetch'],
  ...['onError', 'signal', 'task', 'classes', 'ignoreIndex'],
];
