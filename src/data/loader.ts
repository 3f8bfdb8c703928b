import { resizeSample } from '../augment/geometric/mapPixels.js';
import { applyTransform, type Transform } from '../augment/transform.js';
import { DataError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Preprocessing } from '../core/preprocessing.js';
import { random } from '../core/random.js';
import type { Size } from '../raster/resize.js';
import type { Batch, BatchSource } from './batch.js';
import { checkTargetSize } from './checkTargetSize.js';
import { collate } from './collate.js';
import type { Dataset } from './dataset.js';
import { type ErrorCounts, handleError, stageError } from './generators/failure.js';
import { batch, filter, map, type OnError, pipe, prefetch, withSignal } from './generators.js';
import type { Sample } from './sample.js';

/** Options of {@link loader}. */
export interface LoaderOptions {
  /** Samples a batch (default 8). */
  readonly batchSize?: number;
  /** Whether each epoch has an order of its own (default `false`: the order of the data set). */
  readonly shuffle?: boolean;
  /** What orders and augmentation depend on (default 0). */
  readonly seed?: number | string;
  /** Width and height that every sample is resized to, before augmentation; one number for a square. */
  readonly size?: number | Size;
  /** Applied to each sample, drawn anew each epoch. */
  readonly augment?: Transform;
  /** How pixels become numbers (default: 0 … 1). */
  readonly preprocessing?: Preprocessing;
  /** Whether a last batch that is not full is left out (default `false`). */
  readonly dropLast?: boolean;
  /** Samples that are read at a time (default 4). */
  readonly concurrency?: number;
  /** Batches that are kept ready (default 2); 0 reads each when it is asked for. */
  readonly prefetch?: number;
  /** What happens when a sample cannot be read (default `throw`). A batch without it is smaller; an empty one is left out. */
  readonly onError?: OnError;
  /** Ends all epochs when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Batches of a data set, epoch by epoch. */
export interface Loader extends BatchSource {
  /** The number of batches in an epoch. */
  readonly length: number;
  /** Where the samples come from. */
  readonly dataset: Dataset;
}

type Counts = { -readonly [K in keyof ErrorCounts]: ErrorCounts[K] };

const optionNames = [
  'batchSize',
  'shuffle',
  'seed',
  'size',
  'augment',
  'preprocessing',
  'dropLast',
  'concurrency',
  'prefetch',
  'onError',
  'signal',
];

/**
 * Reads a data set in batches: order, resizing, augmentation, stacking, and reading ahead.
 *
 * The order of an epoch is a pure function of (seed, epoch), and a sample's augmentation of (seed, epoch, id): the same
 * epoch gives the same batches, however many samples are read at a time, and whatever was read before.
 *
 * @throws OptionError for options that do not exist or are out of range.
 * @throws DataError for an empty data set; while reading, for a sample that fails, with its id and file.
 * @example
 * ```ts
 * import { arrayDataset, loader } from 'segkit';
 *
 * const image = { data: new Uint8Array(16 * 16 * 3), width: 16, height: 16, channels: 3 };
 * const mask = { data: new Uint8Array(16 * 16), width: 16, height: 16 };
 * const dataset = arrayDataset(['a', 'b', 'c'].map((id) => ({ id, image, mask, meta: {} })));
 *
 * const batches = loader(dataset, { batchSize: 2, shuffle: true, seed: 1 });
 * for await (const batch of batches.epoch(1)) console.log(batch.ids, batch.x.shape);
 * ```
 */
export function loader(dataset: Dataset, options: LoaderOptions = {}): Loader {
  checkOptionNames('loader', options, optionNames);
  const {
    batchSize = 8,
    shuffle = false,
    seed = 0,
    size,
    dropLast = false,
    concurrency = 4,
    onError = 'throw',
  } = options;
  checkNumber('loader', 'batchSize', batchSize, { min: 1, integer: true });
  checkNumber('loader', 'prefetch', options.prefetch ?? 2, { min: 0, integer: true });
  checkNumber('loader', 'concurrency', concurrency, { min: 1, integer: true });
  const target = checkTargetSize('loader', size);
  if (dataset.length === 0) throw new DataError('loader: the data set is empty. It needs at least one sample.');

  const order = (epoch: number): number[] =>
    shuffle
      ? Array.from(random('order', seed, epoch).permutation(dataset.length))
      : Array.from(dataset.ids, (_, index) => index);

  /** One sample, ready to be stacked; nothing if it failed and is to be left out. */
  const read = async (index: number, epoch: number, counts: Counts): Promise<Sample | undefined> => {
    counts.read++;
    try {
      const sample = await dataset.sample(index);
      const sized = target ? resizeSample(sample, target) : sample;
      if (!options.augment) return sized;
      return applyTransform(options.augment, sized, { seed, epoch, ignoreIndex: dataset.ignoreIndex });
    } catch (cause) {
      const error = stageError('loader', dataset.ids[index], index, cause);
      handleError(onError, error, { failed: ++counts.failed, read: counts.read });
      return undefined;
    }
  };

  const epoch = (number: number): AsyncIterable<Batch> => {
    checkNumber('loader', 'epoch', number, { min: 0, integer: true });
    const counts: Counts = { failed: 0, read: 0 };
    const batches = pipe(
      () => order(number),
      map((index) => read(index, number, counts), { concurrency, name: 'loader' }),
      // Grouped before failures are taken out, so that one of them does not move all samples after it.
      batch(batchSize, { dropLast }),
      map((group) => group.filter((sample) => sample !== undefined)),
      filter((group) => group.length > 0),
      map((group) => collate(group, { preprocessing: options.preprocessing }), { name: 'loader' }),
    );
    const ready = (options.prefetch ?? 2) > 0 ? pipe(batches, prefetch(options.prefetch ?? 2)) : batches;
    return options.signal ? pipe(ready, withSignal(options.signal)) : ready;
  };

  const length = dropLast ? Math.floor(dataset.length / batchSize) : Math.ceil(dataset.length / batchSize);
  const { task, classes, ignoreIndex } = dataset;
  const { preprocessing = {} } = options;
  return { dataset, length, task, classes, ignoreIndex, preprocessing, epoch };
}
