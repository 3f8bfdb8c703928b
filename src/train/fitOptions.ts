import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { BatchSource } from '../data/batch.js';
import type { Loss } from '../losses/loss.js';
import { checkDataFits, checkModelFits } from '../models/checkData.js';
import { getMetadata, type ModelMetadata } from '../models/metadata.js';
import type { KeepBest } from './bestWeights.js';
import type { CheckpointPlace } from './checkpoint/checkpointPlace.js';
import { resumeDifferences } from './checkpoint/fingerprint.js';
import type { ResumeOptions } from './checkpoint/resumeRun.js';
import { trainingLoss } from './defaultLoss.js';
import { type TrainingData, toBatchSource } from './engine/trainingData.js';
import type { Callback } from './events.js';
import { adam } from './optimizers/adam.js';
import type { ExponentialMovingAverageOptions } from './optimizers/exponentialMovingAverage.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { type ResolvedWorkers, resolveWorkers, type WorkersOptions } from './parallel/workersOptions.js';

/** Options of {@link fit}. */
export interface FitOptions {
  /** Epochs of training, at least 1. Default 10, or as many as `steps` need. */
  readonly epochs?: number;
  /** Steps of the whole training, skipped ones too; the last epoch ends with the last of them. Default: what `epochs` need. */
  readonly steps?: number;
  /**
   * Steps in an epoch. Default: one pass over the data. With it, data that never ends can be used, and an epoch of a
   * shorter pass goes on with the next one.
   */
  readonly stepsPerEpoch?: number;
  /** Data to judge epochs by. Without it, the last weights are kept. */
  readonly validation?: TrainingData;
  /** Judges every so many epochs, and the last one. Default 1. */
  readonly validateEvery?: number;
  /**
   * What training makes small. Default: half cross-entropy, half Dice, for the model's task. A model that says how much its
   * outputs count (deep supervision) is supervised at all of them, whatever the loss.
   */
  readonly loss?: Loss;
  /** How gradients move the weights. Default `adam()`, at 0.001 throughout. One that you pass in is yours to dispose. */
  readonly optimizer?: Optimizer;
  /**
   * Batches that make one step: their gradients are averaged, each weighted by its number of pictures, and the weights
   * move once. Four batches of two need the memory of two pictures and train like one batch of eight, except that batch
   * normalisation, and a loss with a denominator of its own such as Dice, see two pictures at a time. Default 1.
   */
  readonly accumulate?: number;
  /** Gradients whose global norm exceeds this, a number above 0, are scaled down to it. Default: no clipping. */
  readonly clipNorm?: number;
  /** Each value of a gradient is limited to plus or minus this, a number above 0. Not together with `clipNorm`. */
  readonly clipValue?: number;
  /**
   * Keeps an exponential moving average of the weights, moving statistics included: its decay, or the options of
   * {@link exponentialMovingAverage}. Epochs are judged with the average, and the model ends with it. Default: none.
   */
  readonly ema?: number | ExponentialMovingAverageOptions;
  /** The validation number whose best epoch gives the final weights; `'last'` keeps the last epoch's. Default `'dice'`. */
  readonly keepBest?: KeepBest;
  /** A label that does not count. Default: the one that the training data declares. */
  readonly ignoreIndex?: number;
  /**
   * What happens where the loss or the gradient of a step is not a finite number. `'stop'`, the default, ends the run;
   * `'skip'` leaves the step out, the weights as they were.
   */
  readonly onNonFinite?: 'stop' | 'skip';
  /** How many steps in a row may be skipped; one more ends the run. Default 10. */
  readonly skipLimit?: number;
  /**
   * Shares each batch among so many workers, each with a copy of the model: as many as there are cores, or GPUs. 0, the
   * default, trains in this thread; 1 trains in one worker, which leaves this thread free. A number, or
   * {@link WorkersOptions}. The result is the same for any number, but for the order in which sums are rounded.
   */
  readonly workers?: number | WorkersOptions;
  /** Told of every step and epoch, one after the other; the run waits for each. */
  readonly callbacks?: readonly Callback[];
  /** Ends the training after the current step, in good order: the model gets its best weights. */
  readonly signal?: AbortSignal;
  /**
   * Goes on from the newest checkpoint in a place, in the middle of an epoch too; `'auto'` looks where the callback
   * {@link checkpoint} writes, and begins where there is none. Model, data and options must be those that the run was
   * begun with, except for `epochs`, `steps`, `callbacks` and what {@link ResumeOptions} allow.
   */
  readonly resume?: CheckpointPlace | 'auto' | ResumeOptions;
}

/** The options of {@link fit}, checked against each other, the data and the model, and filled in. */
export interface FitSettings {
  readonly metadata: ModelMetadata;
  readonly train: BatchSource;
  readonly validation: BatchSource | undefined;
  readonly epochs: number;
  readonly steps: number;
  readonly stepsPerEpoch: number | undefined;
  readonly validateEvery: number;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly accumulate: number;
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  readonly ema: ExponentialMovingAverageOptions | undefined;
  readonly keepBest: KeepBest;
  /** Whether it was given, so that no callback may choose otherwise. */
  readonly hasKeepBest: boolean;
  readonly ignoreIndex: number | undefined;
  readonly onNonFinite: 'stop' | 'skip';
  readonly skipLimit: number;
  readonly workers: ResolvedWorkers | undefined;
  readonly callbacks: readonly Callback[];
  readonly signal: AbortSignal | undefined;
  readonly resume: ResumeOptions | undefined;
}

const optionNames: readonly (keyof FitOptions)[] = [
  'epochs',
  'steps',
  'stepsPerEpoch',
  'validation',
  'validateEvery',
  'loss',
  'optimizer',
  'accumulate',
  'clipNorm',
  'clipValue',
  'ema',
  'keepBest',
  'ignoreIndex',
  'onNonFinite',
  'skipLimit',
  'workers',
  'callbacks',
  'signal',
  'resume',
];

/** Checks the options of `fit` before anything is done, and fills in what is left out. */
export function resolveFitOptions(model: LayersModel, data: TrainingData, options: FitOptions): FitSettings {
  checkOptionNames('fit', options, optionNames);
  checkNumbers(options);
  const train = toBatchSource('the training data', data);
  const validation = options.validation === undefined ? undefined : toBatchSource('validation', options.validation);
  checkKinds(options);
  const metadata = getMetadata(model);
  const { steps = Infinity, epochs = options.steps === undefined ? 10 : Infinity, ema } = options;
  const { ignoreIndex = train.ignoreIndex ?? validation?.ignoreIndex } = options;
  checkModelFits('fit', model, true);
  const loss = trainingLoss('fit', model, metadata, { loss: options.loss, ignoreIndex });
  checkDataFits('fit', train, metadata);
  if (validation) checkDataFits('fit: validation', validation, metadata);
  return {
    metadata,
    train,
    validation,
    epochs,
    steps,
    stepsPerEpoch: options.stepsPerEpoch,
    validateEvery: options.validateEvery ?? 1,
    loss,
    optimizer: options.optimizer ?? adam(),
    accumulate: options.accumulate ?? 1,
    clipNorm: options.clipNorm,
    clipValue: options.clipValue,
    ema: typeof ema === 'number' ? { decay: ema } : ema,
    keepBest: options.keepBest ?? 'dice',
    hasKeepBest: options.keepBest !== undefined,
    ignoreIndex,
    onNonFinite: options.onNonFinite ?? 'stop',
    skipLimit: options.skipLimit ?? 10,
    workers: resolveWorkers(options.workers),
    callbacks: options.callbacks ?? [],
    signal: options.signal,
    resume: resolveResume(options.resume),
  };
}

function resolveResume(resume: FitOptions['resume']): ResumeOptions | undefined {
  if (resume === undefined) return undefined;
  const resolved: ResumeOptions = typeof resume === 'object' && 'from' in resume ? resume : { from: resume };
  checkOptionNames('fit: resume', resolved, ['from', 'allow']);
  const { from, allow = [] } = resolved;
  for (const part of allow) checkOneOf('fit: resume', 'allow', part, resumeDifferences);
  if (from === 'auto' || typeof from?.read === 'function') return resolved;
  throw new OptionError(
    `fit: resume is not what it should be. Give 'auto', or a place such as checkpointFolder(path) of segkit/node.`,
    { option: 'resume', value: resume },
  );
}

function checkNumbers(options: FitOptions): void {
  for (const name of ['epochs', 'steps', 'stepsPerEpoch', 'validateEvery', 'accumulate'] as const) {
    if (options[name] !== undefined) checkNumber('fit', name, options[name], { min: 1, integer: true });
  }
  for (const name of ['clipNorm', 'clipValue'] as const) {
    if (options[name] !== undefined) checkNumber('fit', name, options[name], { min: Number.MIN_VALUE });
  }
  if (options.skipLimit !== undefined) checkNumber('fit', 'skipLimit', options.skipLimit, { min: 0, integer: true });
  checkOneOf('fit', 'keepBest', options.keepBest ?? 'dice', ['dice', 'iou', 'loss', 'last']);
  checkOneOf('fit', 'onNonFinite', options.onNonFinite ?? 'stop', ['stop', 'skip']);
  checkTogether(options);
}

/** Refuses options that another one leaves without effect. */
function checkTogether({ clipNorm, clipValue, onNonFinite, skipLimit, validation, validateEvery }: FitOptions): void {
  const refuse = (option: string, message: string): never => {
    throw new OptionError(`fit: ${message}`, { option });
  };
  if (clipNorm !== undefined && clipValue !== undefined) {
    refuse('clipValue', 'clipNorm and clipValue are both given. Leave one out.');
  }
  if (skipLimit !== undefined && onNonFinite !== 'skip') {
    refuse(
      'skipLimit',
      "skipLimit has no effect where onNonFinite is 'stop'. Set onNonFinite: 'skip', or leave it out.",
    );
  }
  if (validateEvery !== undefined && validation === undefined) {
    refuse('validateEvery', 'validateEvery has no effect without validation. Give validation, or leave it out.');
  }
}

/** In JavaScript, and through a wrong cast, anything may come in. */
function checkKinds({ loss, optimizer, callbacks }: FitOptions): void {
  const refuse = (option: string, cure: string): never => {
    throw new OptionError(`fit: ${option} is not what it should be. ${cure}`, { option });
  };
  if (loss !== undefined && typeof loss !== 'function') refuse('loss', 'Give a loss, such as diceLoss().');
  if (loss !== undefined && loss.length < 2)
    refuse(
      'loss',
      'A loss is a function (yTrue, yPred, weight?) => Scalar; call one of segkit to make it: diceLoss().',
    );
  if (
    optimizer !== undefined &&
    (typeof optimizer.apply !== 'function' || typeof optimizer.learningRate !== 'function')
  ) {
    refuse('optimizer', 'Give one of segkit, such as adam(); those of tf.train mix up moments when layers are frozen.');
  }
  if (callbacks?.some((callback) => typeof callback !== 'function')) refuse('callbacks', 'Give a list of functions.');
}
