import type { TransformJson } from '../../augment/buildFromJson.js';
import { mixFromJson } from '../../augment/mixing/mixFromJson.js';
import { transformFromJson } from '../../augment/transformFromJson.js';
import { OptionError } from '../../core/errors.js';
import type { WorkerSource } from '../../core/startWorker.js';
import type { Batch } from '../batch.js';
import type { BatchMemory } from '../batchMemory.js';
import { warnOfScale } from '../collate.js';
import type { Dataset } from '../dataset.js';
import { defineStage, type StageParts } from '../generators/defineStage.js';
import { handleError, stageError } from '../generators/failure.js';
import { done, type Upstream } from '../generators/iterator.js';
import { readAhead, skipped } from '../generators/readAhead.js';
import { map, pipe, toArray } from '../generators.js';
import type { LoaderPlan } from '../loaderOptions.js';
import { type Place, type PlaceGroup, placeGroups } from '../loaderOrder.js';
import type { JobPlace, LoaderSetup } from './protocol.js';
import { createWorkerPool, type WorkerPool } from './workerPool.js';

const source: WorkerSource = {
  name: 'loader',
  base: import.meta.url,
  file: '../../node/nodeLoaderWorker.js',
  web: () => new Worker(new URL('./webLoaderWorker.js', import.meta.url), { type: 'module' }),
};

/** How long workers wait for the next epoch, in milliseconds. A start takes about a tenth of a second. */
const idleTime = 5000;

/** The epochs of a loader, made by workers. */
export interface WorkerReader {
  epoch(epoch: number, fromBatch: number, memory?: BatchMemory): AsyncIterable<Batch>;
  close(): Promise<void>;
}

/**
 * Reads a data set by workers. They live from the first batch that is asked for until an epoch is left early, until
 * nothing was asked of them for a while, or until they are closed.
 *
 * A worker makes whole batches and hands over their memory: nothing is copied, this thread does nothing with pixels, and
 * it may be busy for the length of a training step without any worker waiting for it, since each has its next batches to
 * make already.
 */
export function readByWorkers(dataset: Dataset, plan: LoaderPlan): WorkerReader {
  const pool = createWorkerPool({ source, setup: setupOf(dataset, plan), count: plan.workers, idleTime });
  let open = 0;
  const epoch = (number: number, fromBatch: number, memory?: BatchMemory): AsyncIterable<Batch> =>
    pipe(
      () => placeGroups(dataset, plan, number, fromBatch),
      defineStage<PlaceGroup, Batch>((upstream) => {
        const reading = readEpoch(upstream, number, dataset, plan, pool, memory);
        let stage: 'new' | 'open' | 'ended' = 'new';
        const next = async (): Promise<IteratorResult<Batch>> => {
          if (stage === 'new') {
            stage = 'open';
            open++;
          }
          const step = await reading.next();
          if (step.done) stage = 'ended';
          return step;
        };
        const close = async (): Promise<void> => {
          const isLeftEarly = stage === 'open';
          if (stage !== 'new') open--;
          await reading.close?.();
          // What was left early, or has failed, is not asked for its next epoch any time soon.
          if (isLeftEarly && open === 0) await pool.close();
        };
        return { next, close };
      }),
    );
  return { epoch, close: pool.close };
}

function setupOf(dataset: Dataset, plan: LoaderPlan): LoaderSetup {
  const { seed, target, preprocessing, workers, concurrency, onError, task, classes, ignoreIndex } = plan;
  const ownCure =
    'Transforms of your own travel as augment.fromModule(url, exportName, options); or do without workers.';
  const augment = travelling('augment', plan.augment, transformFromJson, ownCure);
  const mix = travelling('mix', plan.mix, mixFromJson, 'With a mix of your own, do without workers.');
  return {
    ...{ seed, target, preprocessing, task, classes, ignoreIndex },
    ...(augment && { augment }),
    ...(mix && { mix }),
    ...(dataset.recipe && { recipe: dataset.recipe }),
    concurrency: Math.ceil(concurrency / workers),
    stopsAtFailure: onError === 'throw',
  };
}

/** The JSON of a transform, if it can be made again of it. */
function travelling(
  option: 'augment' | 'mix',
  transform: unknown,
  build: (json: TransformJson) => unknown,
  cure: string,
): TransformJson | undefined {
  if (transform === undefined) return undefined;
  const json = JSON.parse(JSON.stringify(transform)) as TransformJson;
  try {
    build(json);
    return json;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const what = option === 'augment' ? 'the augmentation' : 'the mix';
    throw new OptionError(`loader: ${what} cannot travel to workers: ${reason} ${cure}`, { option, value: transform });
  }
}

function readEpoch(
  upstream: Upstream<PlaceGroup>,
  epoch: number,
  dataset: Dataset,
  plan: LoaderPlan,
  pool: WorkerPool,
  memory: BatchMemory | undefined,
): StageParts<Batch> {
  const controller = new AbortController();
  const { signal } = controller;
  const counts = { failed: 0, read: 0 };
  const fail = (place: Place, error: unknown): void => {
    try {
      handleError(plan.onError, error, { failed: ++counts.failed, read: counts.read });
    } catch (thrown) {
      throw thrown === error ? error : stageError('loader', place, place.index, thrown);
    }
  };
  const make = async ({ number, places }: PlaceGroup): Promise<Batch | typeof skipped> => {
    counts.read += places.length;
    const sent = dataset.recipe ? places : await readHere(dataset, places, plan.concurrency, fail);
    const { batch, failures, beyond } = await pool.run({ number, epoch, places: sent }, signal, memory);
    for (const { place, error } of failures) fail(sent[place], error);
    if (beyond) warnOfScale(beyond);
    return batch ?? skipped;
  };
  const stop = (): void => controller.abort();
  if (plan.prefetch === 0) return { next: () => nextOf(upstream, make), close: async () => stop() };
  // One more than can be made at a time, so that no worker waits for this thread to come back from a training step.
  const limit = Math.max(plan.prefetch, plan.workers) + 1;
  const ahead = readAhead(upstream, { limit, ordered: true, run: make });
  const close = async (): Promise<void> => {
    stop();
    await ahead.close?.();
  };
  return { next: ahead.next, close };
}

async function nextOf(
  upstream: Upstream<PlaceGroup>,
  make: (group: PlaceGroup) => Promise<Batch | typeof skipped>,
): Promise<IteratorResult<Batch>> {
  for (;;) {
    const step = await upstream.next();
    if (step.done) return done;
    const value = await make(step.value);
    if (value !== skipped) return { done: false, value };
  }
}

/** Reads the samples that workers cannot read for themselves. */
async function readHere(
  dataset: Dataset,
  places: readonly Place[],
  concurrency: number,
  fail: (place: Place, error: unknown) => void,
): Promise<JobPlace[]> {
  const readOne = async (place: Place): Promise<JobPlace> => {
    try {
      return { ...place, sample: await dataset.sample(place.index) };
    } catch (cause) {
      throw stageError('loader', place, place.index, cause);
    }
  };
  const read = async (place: Place): Promise<JobPlace | undefined> => {
    try {
      const partners = await Promise.all((place.partners ?? []).map(readOne));
      return { ...(await readOne(place)), partners };
    } catch (error) {
      fail(place, error);
      return undefined;
    }
  };
  const outcomes = await toArray(pipe(places, map(read, { concurrency, name: 'loader' })));
  return outcomes.filter((outcome) => outcome !== undefined);
}
