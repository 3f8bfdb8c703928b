import type { MixTransform } from '../augment/mixing/mixTransform.js';
import type { Transform } from '../augment/transform.js';
import { DataError, OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Size } from '../raster/resize.js';
import { checkTargetSize } from './checkTargetSize.js';
import type { Dataset } from './dataset.js';
import { checkOnError } from './generators/failure.js';
import type { OnError } from './generators.js';
import type { OrderOptions } from './loaderOrder.js';
import type { SampleSteps } from './makeBatch.js';
import type { Sampler } from './samplers/sampler.js';

/** Options of `loader`. */
export interface LoaderOptions {
  /** Samples a batch (default 8). */
  readonly batchSize?: number;
  /** Whether each epoch has an order of its own (default `false`: the order of the data set). */
  readonly shuffle?: boolean;
  /** Which samples an epoch has and in which order, in place of `shuffle`: some more often than others, for instance. */
  readonly sampler?: Sampler;
  /** What orders and augmentation depend on (default 0). */
  readonly seed?: number | string;
  /** Width and height that every sample is resized to, before augmentation; one number for a square. */
  readonly size?: number | Size;
  /** Applied to each sample, drawn anew each epoch. */
  readonly augment?: Transform;
  /** Mixes each sample with others of the data set, after `augment`; they are drawn, resized and augmented by keys too. */
  readonly mix?: MixTransform;
  /** How pixels become numbers (default: 0 … 1). */
  readonly preprocessing?: Preprocessing;
  /** Whether a last batch that is not full is left out (default `false`). */
  readonly dropLast?: boolean;
  /**
   * Threads that read, resize, augment and stack samples (default 0: this one does). With one for each processor core
   * that is free, data is ready sooner and this thread is left to train.
   */
  readonly workers?: number;
  /** Samples that are read at a time, by all workers together (default 4). */
  readonly concurrency?: number;
  /**
   * Batches that are kept ready (default 2); 0 reads each when it is asked for. With n workers, at least n + 1 are being
   * made or ready.
   */
  readonly prefetch?: number;
  /** What happens when a sample cannot be read (default `throw`). A batch without it is smaller; an empty one is left out. */
  readonly onError?: OnError;
  /** Ends all epochs when it is aborted. */
  readonly signal?: AbortSignal;
}

/** The options of a loader with their defaults. */
export interface LoaderPlan extends OrderOptions, SampleSteps {
  readonly workers: number;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly onError: OnError;
  readonly signal?: AbortSignal;
}

const optionNames = [
  ...['batchSize', 'shuffle', 'sampler', 'seed', 'size', 'augment', 'mix', 'preprocessing', 'dropLast'],
  ...['concurrency', 'workers', 'prefetch', 'onError', 'signal'],
];

/** Checks the options of a loader, and fills in what is left out. */
export function loaderPlan(dataset: Dataset, options: LoaderOptions): LoaderPlan {
  checkOptionNames('loader', options, optionNames);
  const { batchSize = 8, shuffle = false, seed = 0, dropLast = false, workers = 0, concurrency = 4 } = options;
  const { sampler, augment, mix, preprocessing, prefetch = 2, onError = 'throw', signal } = options;
  checkNumber('loader', 'batchSize', batchSize, { min: 1, integer: true });
  checkNumber('loader', 'workers', workers, { min: 0, integer: true });
  checkNumber('loader', 'prefetch', prefetch, { min: 0, integer: true });
  checkNumber('loader', 'concurrency', concurrency, { min: 1, integer: true });
  checkOnError('loader', onError);
  const target = checkTargetSize('loader', options.size);
  if (dataset.length === 0) throw new DataError('loader: the data set is empty. It needs at least one sample.');
  if (sampler && shuffle) {
    throw new OptionError('loader: shuffle and sampler both say which order the samples come in. Leave out one.', {
      option: 'shuffle',
      value: shuffle,
    });
  }
  checkMix(mix);
  const { task, classes, ignoreIndex } = dataset;
  const order = { batchSize, shuffle, seed, dropLast, sampler, mix };
  const steps = { seed, target, augment, mix, preprocessing, task, classes, ignoreIndex };
  return { ...order, ...steps, workers, concurrency, prefetch, onError, signal };
}

/** Refuses a mix that is none: a list of them, or a transform of single samples. */
function checkMix(mix: MixTransform | undefined): void {
  if (mix === undefined || (typeof mix?.partners === 'function' && typeof mix.apply === 'function')) return;
  const cure = Array.isArray(mix)
    ? 'Give several as augment.mixCompose([…]) or augment.mixOneOf([…]).'
    : 'Give one of augment.cutMix, mixUp, mosaic and copyPaste; other transforms go to augment.';
  throw new OptionError(`loader: mix is no mix. ${cure}`, { option: 'mix', value: mix });
}
