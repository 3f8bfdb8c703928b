import { loadTransform } from '../../augment/fromModule.js';
import { mixFromJson } from '../../augment/mixing/mixFromJson.js';
import { type SampleMemory, sampleMemory } from '../../augment/sampleMemory.js';
import { DataError } from '../../core/errors.js';
import { workerScope } from '../../core/startWorker.js';
import { type Allocate, buffersOf, freshMemory, movable, sharedMemory, takingOf } from '../batchMemory.js';
import type { Dataset } from '../dataset.js';
import { map, pipe } from '../generators.js';
import { preparePlace, type SampleSteps, stackBatch } from '../makeBatch.js';
import type { Sample } from '../sample.js';
import { makeDataset, type RecipeModules } from './makeDataset.js';
import { toPlainError } from './plainError.js';
import type {
  BatchJob,
  Failure,
  JobManner,
  JobPlace,
  LoaderAnswer,
  LoaderRequest,
  LoaderSetup,
  MadeBatch,
} from './protocol.js';
import type { Warning } from './warnOnce.js';

/** What a worker is set up with. */
interface Kitchen {
  readonly dataset?: Dataset;
  readonly steps: SampleSteps;
  readonly concurrency: number;
  readonly stopsAtFailure: boolean;
  /** Where samples are made. */
  room: SampleMemory;
}

type BatchRequest = Extract<LoaderRequest, { kind: 'batch' }>;

type Announce = (place?: number) => void;

/**
 * The worker's side of a loader: makes the data set once, then batches, one after the other, and hands their memory
 * over.
 *
 * @param modules What recipes may name without a URL.
 * @returns what hands warnings of the platform on, to be shown once however many workers there are.
 */
export function serveLoader(modules: RecipeModules): (warning: Warning) => void {
  const scope = workerScope<LoaderRequest, LoaderAnswer>();
  let kitchen: Promise<Kitchen | undefined> = Promise.resolve(undefined);
  let last: Promise<void> = Promise.resolve();

  const setUp = async (setup: LoaderSetup): Promise<Kitchen | undefined> => {
    try {
      const made = await openKitchen(setup, modules);
      scope.send({ kind: 'ready' });
      return made;
    } catch (error) {
      scope.send({ kind: 'unfit', error: toPlainError(error) });
      return undefined;
    }
  };
  const serve = async ({ key, job, manner, memory, shares }: BatchRequest): Promise<void> => {
    const open = await kitchen;
    if (!open) return; // which has been said
    try {
      const announce = (place?: number): void => scope.send({ kind: 'begins', key, place });
      const made = await makeBatch(open, job, manner, announce, takingOf(memory, shares ? sharedMemory : freshMemory));
      scope.send({ kind: 'made', key, made }, made.batch ? movable(buffersOf(made.batch)) : []);
    } catch (error) {
      scope.send({ kind: 'failed', key, error: toPlainError(error) });
    }
  };
  scope.listen((request) => {
    if (request.kind === 'setup') kitchen = setUp(request.setup);
    else last = last.then(() => serve(request));
  });
  return ({ code, text }) => scope.send({ kind: 'warning', code, text });
}

async function openKitchen(setup: LoaderSetup, modules: RecipeModules): Promise<Kitchen> {
  const { recipe, concurrency, stopsAtFailure, augment, mix, ...steps } = setup;
  const dataset = recipe && (await makeDataset(recipe, modules));
  return {
    ...(dataset && { dataset }),
    steps: {
      ...steps,
      ...(augment && { augment: await loadTransform(augment) }),
      ...(mix && { mix: mixFromJson(mix) }),
    },
    concurrency,
    stopsAtFailure,
    room: sampleMemory(),
  };
}

async function makeBatch(
  kitchen: Kitchen,
  { places, epoch, number }: BatchJob,
  { careful, without }: JobManner,
  announce: Announce,
  allocate: Allocate,
): Promise<MadeBatch> {
  const { dataset, steps, concurrency, stopsAtFailure, room } = kitchen;
  const wanted = places.map((place, i) => ({ place, i })).filter(({ i }) => !without.includes(i));
  const read = async ({ place, i }: { place: JobPlace; i: number }): Promise<Sample | Failure> => {
    if (careful) announce(i);
    try {
      return await preparePlace(place, epoch, steps, (one) => readFrom(dataset, one), room);
    } catch (error) {
      return { place: i, error: toPlainError(error) };
    }
  };
  const samples: Sample[] = [];
  const failures: Failure[] = [];
  for await (const outcome of pipe(wanted, map(read, { concurrency: careful ? 1 : concurrency }))) {
    if ('image' in outcome) samples.push(outcome);
    else failures.push(outcome);
    if (failures.length === 0 || !stopsAtFailure) continue;
    kitchen.room = sampleMemory(); // what has been read already stays in the other one
    return { failures };
  }
  if (careful) announce();
  return { ...stackBatch(samples, number, steps, room, allocate), failures };
}

async function readFrom(dataset: Dataset | undefined, { index, id, sample }: JobPlace): Promise<Sample> {
  if (sample) return sample;
  const found = dataset?.ids[index];
  if (found === id && dataset) return dataset.sample(index);
  throw new DataError(
    `the data set that the recipe makes in a worker has ${found === undefined ? 'nothing' : JSON.stringify(found)} at ` +
      `${index}. A recipe must make the same samples, in the same order.`,
  );
}
