import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  adam,
  augment,
  type BatchSource,
  type Callback,
  cacheDataset,
  checkpoint,
  cosineSchedule,
  type Dataset,
  earlyStopping,
  type FitOptions,
  fit,
  getMetadata,
  type Loader,
  loader,
  OptionError,
  type Preprocessing,
  TrainingError,
  type Transform,
} from 'segkit';
import { checkpointFolder, type NodeBackendName, progressBar, useBackend } from 'segkit/node';
import { buildModel, checkNetworkOptions, type NetworkOptions } from './buildModel.js';
import { openSplit, readClasses, type SplitOptions } from './dataOptions.js';
import { Interrupted } from './interrupt.js';
import { type PlannedOptions, planOptions, reportMemory } from './planOptions.js';
import { resumeOptions } from './resumeOptions.js';
import { checkRunFolder, openRunFolder, plainOptions, type RunFolder } from './runFolder.js';
import { writeRunPage } from './runPage.js';
import { version } from './version.js';

/** The options of `segkit train`. */
export interface TrainOptions extends SplitOptions, PlannedOptions, NetworkOptions {
  readonly channels: number;
  readonly plan: boolean;
  readonly minutes?: number;
  readonly accumulate: number;
  readonly workers: number;
  readonly loaderWorkers: number;
  readonly clipNorm?: number;
  readonly ema?: number;
  readonly patience?: number;
  readonly backend?: NodeBackendName;
  readonly out: string;
  readonly overwrite: boolean;
  readonly resume: boolean;
}

/** What `--augment` offers. */
export const augmentations: Readonly<Record<string, () => Transform | undefined>> = {
  none: () => undefined,
  flip: () => augment.horizontalFlip(),
  d4: () => augment.d4({ keepSize: true }),
};

/**
 * Trains, or goes on with a training, and writes the folder of the run.
 *
 * @param isGiven - Whether an option was given on the command line.
 */
export async function train(
  given: TrainOptions,
  isGiven: (name: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  refuseIdleOptions(given);
  checkNetworkOptions(given, isGiven);
  const isGoingOn = await checkRunFolder(given.out, given);
  const begun = isGoingOn ? await resumeOptions(given, isGiven) : given;
  const classes = await readClasses(begun);
  const channels = begun.channels as 1 | 3;
  const data = await openSplit(begun, classes, channels);
  const backend = await useBackend(begun.backend);
  const options = begun.plan && !isGoingOn ? await planOptions(data.train, begun, begun.minutes, isGiven) : begun;
  const { width, height } = options.size;
  const model = await buildModel(options, { inputShape: [height, width, channels], ...classes });
  console.log(`${data.train.length} pictures to train on, ${data.validation.length} to validate.`);
  reportMemory(model, options.batchSize);
  const settings = { ...plainOptions(options), size: `${width}x${height}`, backend: backend.name, segkit: version() };
  const run = openRunFolder(options.out, settings);
  const { preprocessing } = getMetadata(model);
  const batches = trainingBatches(data.train, options, preprocessing);
  const { size, batchSize } = options;
  const validation = loader(cacheDataset(data.validation, { size }), { batchSize, preprocessing });
  try {
    await fitAndReport({ model, batches, validation, options, run, settings, pictures: data.validation, signal });
  } finally {
    await batches.close();
  }
}

interface Training {
  readonly model: LayersModel;
  readonly batches: BatchSource & { readonly length: number };
  readonly validation: BatchSource;
  readonly options: TrainOptions;
  readonly run: RunFolder;
  readonly settings: object;
  readonly pictures: Dataset;
  readonly signal: AbortSignal;
}

async function fitAndReport(training: Training): Promise<void> {
  const { model, batches, validation, options, run, settings, pictures, signal } = training;
  const { epochs, accumulate, workers, clipNorm, ema } = options;
  const watch = watchRun(run, model);
  const fitOptions: FitOptions = {
    epochs,
    validation,
    accumulate,
    workers,
    optimizer: adam({ learningRate: schedule(options, batches.length) }),
    callbacks: [progressBar(), watch.callback, ...runCallbacks(options)],
    signal,
    ...(options.resume && { resume: 'auto' }),
    ...(clipNorm !== undefined && { clipNorm }),
    ...(ema !== undefined && { ema }),
  };
  const history = await fit(model, batches, fitOptions).catch(async (error: unknown) => {
    const bestEpoch = watch.bestEpoch();
    if (error instanceof TrainingError && bestEpoch !== undefined) {
      await writeRunPage(run, pictures, settings, { bestEpoch });
      console.error(`segkit: the model of epoch ${bestEpoch}, the best before this, is in ${run.path}.`);
    }
    throw error;
  });
  if (history.bestEpoch === undefined) throw new Interrupted(); // before the first step: there is nothing to keep
  const isInterrupted = history.stopped === 'aborted';
  const { report } = await writeRunPage(run, pictures, settings, history, isInterrupted);
  if (!isInterrupted) console.log(`\nOn whole validation pictures, at their own size:\n\n${report}\n`);
  console.log(`The run is in ${options.out}: open ${join(options.out, 'index.html')}.`);
  if (!isInterrupted) return;
  console.log('Give the same command with --resume to go on.');
  throw new Interrupted();
}

/** Keeps the files of a run up to date with its epochs. */
function watchRun(run: RunFolder, model: LayersModel): { callback: Callback; bestEpoch(): number | undefined } {
  let bestEpoch: number | undefined;
  return {
    bestEpoch: () => bestEpoch,
    async callback(event, { records }) {
      if (event.type === 'trainBegin' && event.resumed) {
        bestEpoch = event.resumed.bestEpoch;
        run.goOn(records, bestEpoch);
      }
      if (event.type === 'stopped') await run.writeOptions();
      if (event.type !== 'epochEnd') return;
      if (event.isBest) bestEpoch = event.record.epoch;
      await run.addEpoch(event.record, event.isBest ? model : undefined);
    },
  };
}

/** A checkpoint after each epoch, and every ten minutes in long ones; an early end if one is asked for. */
function runCallbacks({ out, overwrite, patience }: TrainOptions): Callback[] {
  const place = checkpointFolder(join(out, 'checkpoints'));
  const every = { epochs: 1, minutes: 10 };
  const checkpoints = checkpoint({ place, every, keepLast: 2, others: overwrite ? 'remove' : 'refuse' });
  return patience === undefined
    ? [checkpoints]
    : [checkpoints, earlyStopping({ monitor: 'dice', mode: 'max', patience })];
}

function trainingBatches(dataset: Dataset, options: TrainOptions, preprocessing: Preprocessing): Loader {
  const { size, batchSize, seed, augment: chosen, loaderWorkers } = options;
  const transform = typeof chosen === 'string' ? augmentations[chosen]() : augment.transformFromJson(chosen);
  // Threads of the loader read files themselves; what is kept in memory they would have to be sent.
  const isKept = loaderWorkers === 0;
  return loader(isKept ? cacheDataset(dataset, { size }) : dataset, {
    batchSize,
    shuffle: true,
    seed,
    workers: loaderWorkers,
    preprocessing,
    ...(!isKept && { size }),
    ...(transform && { augment: transform }),
  });
}

function schedule(
  { epochs, accumulate, learningRate, warmup = 0 }: TrainOptions,
  batches: number,
): (step: number) => number {
  const steps = epochs * Math.ceil(batches / accumulate);
  return cosineSchedule({ learningRate, steps, warmupSteps: Math.min(warmup, Math.floor(steps / 10)) });
}

/** Refuses options that another one leaves without effect, or that contradict each other. */
function refuseIdleOptions({ minutes, plan, overwrite, resume }: TrainOptions): void {
  if (minutes !== undefined && !plan) {
    throw new OptionError('--minutes would have no effect. Add --plan, or set --epochs.', { option: 'minutes' });
  }
  if (overwrite && resume) {
    throw new OptionError('--overwrite begins anew, --resume goes on. Leave one out.', { option: 'resume' });
  }
}
