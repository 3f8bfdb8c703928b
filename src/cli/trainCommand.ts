import { join } from 'node:path';
import { Command, Option } from 'commander';
import {
  adam,
  augment,
  type Callback,
  cacheDataset,
  cosineSchedule,
  type Dataset,
  fit,
  loader,
  OptionError,
  TrainingError,
  type TrainingHistory,
  type Transform,
  unet,
} from 'segkit';
import { type NodeBackendName, progressBar, useBackend } from 'segkit/node';
import { openSplit, readClasses, type SplitOptions, withDataOptions, withSplitOptions } from './dataOptions.js';
import { Interrupted, withInterrupt } from './interrupt.js';
import { numberBetween, pictureSize, wholeNumber } from './parse.js';
import { type PlannedOptions, planOptions, reportMemory } from './planOptions.js';
import { checkRunFolder, openRunFolder, plainOptions } from './runFolder.js';
import { writeRunPage } from './runPage.js';
import { version } from './version.js';

interface TrainOptions extends SplitOptions, PlannedOptions {
  readonly channels: number;
  readonly norm: 'batch' | 'group' | 'instance' | 'none';
  readonly block: 'plain' | 'residual';
  readonly plan: boolean;
  readonly minutes?: number;
  readonly backend?: NodeBackendName;
  readonly out: string;
  readonly overwrite: boolean;
}

/** What `--augment` offers. */
const augmentations: Readonly<Record<string, () => Transform | undefined>> = {
  none: () => undefined,
  flip: () => augment.horizontalFlip(),
  d4: () => augment.d4({ keepSize: true }),
};

/** `segkit train`: a folder of pictures and masks in, a folder with a trained model and what to judge it by out. */
export function trainCommand(): Command {
  const command = new Command('train').description('Train a U-Net on a folder of pictures and masks.');
  return withSplitOptions(withDataOptions(command))
    .addOption(
      new Option('--size <pixels>', 'size that pictures are trained at: 128, or width and height as in 480x352')
        .argParser(pictureSize)
        .default(pictureSize('128'), '128'),
    )
    .addOption(
      new Option('--channels <count>', 'channels that pictures are read with').choices(['1', '3']).default('3'),
    )
    .option('--filters <count>', 'filters of the first level; each deeper one has twice as many', wholeNumber(1), 16)
    .option('--depth <levels>', 'how often the network halves its pictures', wholeNumber(1), 4)
    .addOption(
      new Option('--norm <name>', 'normalisation').choices(['batch', 'group', 'instance', 'none']).default('batch'),
    )
    .addOption(new Option('--block <name>', 'kind of block').choices(['plain', 'residual']).default('plain'))
    .option('--epochs <count>', 'passes over the training pictures', wholeNumber(1), 20)
    .option('--batch-size <count>', 'pictures a step', wholeNumber(1), 8)
    .option(
      '--learning-rate <rate>',
      'highest rate of Adam; it falls to 0 along a cosine',
      numberBetween(0, 1e6),
      0.002,
    )
    .addOption(
      new Option('--augment <name>', 'none, left-right flips, or all flips and quarter turns')
        .choices(Object.keys(augmentations))
        .default('flip'),
    )
    .option(
      '--seed <number>',
      'what the split, the weights, the order and the augmentation depend on',
      wholeNumber(0),
      1,
    )
    .option('--plan', 'choose what is not given by the pictures and by what this machine can do, and say why', false)
    .option('--minutes <count>', 'time that a plan may take; left out, 15', numberBetween(0.1, 1e5))
    .option('--backend <name>', 'tfjs-node-gpu, tfjs-node, wasm or cpu; left out, the best there is')
    .requiredOption('--out <folder>', 'where the run goes')
    .option('--overwrite', 'write into a folder that is not empty', false)
    .action(async (options: TrainOptions, self: Command) => {
      const isGiven = (name: string): boolean => self.getOptionValueSource(name) === 'cli';
      await withInterrupt((signal) => train({ ...options, channels: Number(options.channels) }, isGiven, signal));
    });
}

async function train(given: TrainOptions, isGiven: (name: string) => boolean, signal: AbortSignal): Promise<void> {
  if (given.minutes !== undefined && !given.plan) {
    throw new OptionError('--minutes would have no effect. Add --plan, or set --epochs.', { option: 'minutes' });
  }
  await checkRunFolder(given.out, given.overwrite);
  const classes = await readClasses(given);
  const channels = given.channels as 1 | 3;
  const data = await openSplit(given, classes, channels);
  const backend = await useBackend(given.backend);
  const options = given.plan ? await planOptions(data.train, given, given.minutes, isGiven) : given;
  const { width, height } = options.size;
  const { depth, filters, norm, block, seed, batchSize, epochs, learningRate } = options;
  const model = unet({ inputShape: [height, width, channels], depth, filters, norm, block, seed, ...classes });
  console.log(`${data.train.length} pictures to train on, ${data.validation.length} to validate.`);
  reportMemory(model, batchSize);

  const settings = { ...plainOptions(options), size: `${width}x${height}`, backend: backend.name, segkit: version() };
  const run = openRunFolder(options.out, settings);
  const cached = (dataset: Dataset): Dataset => cacheDataset(dataset, { size: options.size });
  const augmentation =
    typeof options.augment === 'string' ? augmentations[options.augment]() : augment.transformFromJson(options.augment);
  const batches = loader(cached(data.train), {
    batchSize,
    shuffle: true,
    seed,
    ...(augmentation && { augment: augmentation }),
  });
  const validation = loader(cached(data.validation), { batchSize });
  const steps = epochs * batches.length;
  const optimizer = adam({
    learningRate: cosineSchedule({
      learningRate,
      steps,
      warmupSteps: Math.min(options.warmup ?? 0, Math.floor(steps / 10)),
    }),
  });
  let bestEpoch: number | undefined;
  const saveEpoch: Callback = async (event) => {
    if (event.type !== 'epochEnd') return;
    if (event.isBest) bestEpoch = event.record.epoch;
    await run.addEpoch(event.record, event.isBest ? model : undefined);
  };
  let history: TrainingHistory;
  try {
    history = await fit(model, batches, {
      epochs,
      validation,
      optimizer,
      callbacks: [progressBar(), saveEpoch],
      signal,
    });
  } catch (error) {
    if (error instanceof TrainingError && bestEpoch !== undefined) {
      await writeRunPage(run, data.validation, settings, { bestEpoch });
      console.error(`segkit: the model of epoch ${bestEpoch}, the best before this, is in ${run.path}.`);
    }
    throw error;
  }
  if (history.bestEpoch === undefined) throw new Interrupted(); // before the first step: there is nothing to keep
  const isInterrupted = history.stopped === 'aborted';
  const { report } = await writeRunPage(run, data.validation, settings, history, isInterrupted);
  if (!isInterrupted) console.log(`\nOn whole validation pictures, at their own size:\n\n${report}\n`);
  console.log(`The run is in ${options.out}: open ${join(options.out, 'index.html')}.`);
  if (isInterrupted) throw new Interrupted();
}
