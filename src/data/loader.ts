import { type SampleMemory, sampleMemory } from '../augment/sampleMemory.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Batch, BatchSource, EpochOptions, Json } from './batch.js';
import { batchesOf } from './batchesOf.js';
import { type BatchMemory, createBatchMemory, reusing } from './batchMemory.js';
import type { Dataset } from './dataset.js';
import { pipe, withSignal } from './generators.js';
import { type LoaderOptions, type LoaderPlan, loaderPlan } from './loaderOptions.js';
import { countBatches, type Place, placeGroups } from './loaderOrder.js';
import { loaderState } from './loaderState.js';
import { preparePlace } from './makeBatch.js';
import { readByWorkers } from './workers/readByWorkers.js';

export type { LoaderOptions };

/** Batches of a data set, epoch by epoch. */
export interface Loader extends BatchSource {
  /** The number of batches in an epoch. */
  readonly length: number;
  /** Where the samples come from. */
  readonly dataset: Dataset;
  state(): Json;
  /**
   * Stops the workers, and waits until they are gone; what they were making is given up. They stop by themselves too when
   * an epoch is left early, and after some seconds without work; a process never waits for them to end. An epoch that is
   * read later starts them again.
   */
  close(): Promise<void>;
}

/**
 * Reads a data set in batches: order, resizing, augmentation, stacking, and reading ahead.
 *
 * The order of an epoch is a pure function of (seed, epoch), and a sample's augmentation of (seed, epoch, id): the same
 * epoch gives the same batches, however many samples are read at a time, and whatever was read before. So an epoch can
 * also begin in the middle, `epoch(3, { fromBatch: 100 })`, and nothing of what comes before is read.
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
  const plan = loaderPlan(dataset, options);
  const length = countBatches(dataset, plan);
  const rooms: SampleMemory[] = [];
  const byWorkers = plan.workers > 0 ? readByWorkers(dataset, plan) : undefined;

  const epoch = (number: number, epochOptions: EpochOptions = {}): AsyncIterable<Batch> => {
    checkNumber('loader', 'epoch', number, { min: 0, integer: true });
    checkOptionNames('epoch', epochOptions, ['fromBatch', 'reuseMemory']);
    const { fromBatch = 0, reuseMemory = false } = epochOptions;
    checkNumber('epoch', 'fromBatch', fromBatch, { min: 0, max: length, integer: true });
    const memory = reuseMemory ? createBatchMemory() : undefined;
    const made =
      byWorkers?.epoch(number, fromBatch, memory) ??
      readHere({ dataset, plan, length, rooms }, number, fromBatch, memory);
    const batches = memory ? pipe(made, reusing(memory)) : made;
    return plan.signal ? pipe(batches, withSignal(plan.signal)) : batches;
  };

  const { task, classes, ignoreIndex } = dataset;
  const { preprocessing = {} } = plan;
  const state = (): Json => loaderState(dataset, plan);
  const close = async (): Promise<void> => byWorkers?.close();
  return { dataset, length, task, classes, ignoreIndex, preprocessing, epoch, state, close };
}

/** What batches are made of and in. */
interface Kitchen {
  readonly dataset: Dataset;
  readonly plan: LoaderPlan;
  readonly length: number;
  /** Memory for samples that no epoch uses just now. */
  readonly rooms: SampleMemory[];
}

/** An epoch read in this thread. */
function readHere(
  { dataset, plan, length, rooms }: Kitchen,
  epoch: number,
  fromBatch: number,
  memory: BatchMemory | undefined,
): AsyncIterable<Batch> {
  const { batchSize, concurrency, prefetch, onError } = plan;
  const room = rooms.pop() ?? sampleMemory(); // one that an epoch has left early goes with what it has not given back
  const places = function* (): Generator<Place> {
    for (const group of placeGroups(dataset, plan, epoch, fromBatch)) yield* group.places;
  };
  return batchesOf<Place>(places, {
    name: 'loader',
    read: (place) => preparePlace(place, epoch, plan, ({ index }) => dataset.sample(index), room),
    steps: plan,
    room,
    batchSize,
    firstBatch: fromBatch,
    concurrency,
    prefetch,
    onError,
    allocate: memory?.take,
    stacked: (number) => {
      if (number === length - 1) rooms.push(room);
    },
  });
}
