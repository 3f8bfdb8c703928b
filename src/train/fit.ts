import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { BatchSource } from '../data/batch.js';
import type { Loss } from '../losses/loss.js';
import { checkDataFits, checkModelFits } from '../models/checkData.js';
import { getMetadata } from '../models/metadata.js';
import { type KeepBest, keepBestWeights } from './bestWeights.js';
import { checkLossFits, defaultLoss } from './defaultLoss.js';
import { batchStream } from './engine/batchStream.js';
import { localRunner } from './engine/localRunner.js';
import { createRun } from './engine/run.js';
import { newRunState } from './engine/runState.js';
import { runTraining } from './engine/runTraining.js';
import type { Callback } from './events.js';
import type { TrainingHistory } from './history.js';
import { adam } from './optimizers/adam.js';
import type { Optimizer } from './optimizers/optimizer.js';

/** Options of {@link fit}. */
export interface FitOptions {
  /** Passes over the training data, at least 1. Default 10. */
  readonly epochs?: number;
  /** Data to judge each epoch by. Without it, the last weights are kept. */
  readonly validation?: BatchSource;
  /** What training makes small. Default: half cross-entropy, half Dice, for the model's task. */
  readonly loss?: Loss;
  /** How gradients move the weights. Default `adam()`, at 0.001 throughout. One that you pass in is yours to dispose. */
  readonly optimizer?: Optimizer;
  /** Gradients whose global norm exceeds this, a number above 0, are scaled down to it. Default: no clipping. */
  readonly clipNorm?: number;
  /** The validation number whose best epoch gives the final weights; `'last'` keeps the last epoch's. Default `'dice'`. */
  readonly keepBest?: KeepBest;
  /** A label that does not count. Default: the one that the training data declares. */
  readonly ignoreIndex?: number;
  /** Told of every step and epoch, one after the other; the run waits for each. */
  readonly callbacks?: readonly Callback[];
  /** Ends the training after the current step, in good order: the model gets its best weights. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model and leaves it with the weights of its best epoch.
 *
 * Each step computes the loss and its gradients, refuses to go on if either is not finite (the weights stay as they were
 * before that batch), and moves the weights. After each epoch the validation data is run through once; Dice and IoU come
 * from counts over the whole set, not from means of batches.
 *
 * @throws {@link TrainingError} if a loss or gradient is not finite, with the step and the ids of its batch.
 * @throws {@link OptionError} if the loss does not fit the model: another task, or probabilities where it wants logits.
 *
 * @example
 * ```ts
 * import { adam, arrayDataset, fit, loader, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const square = (id: string, at: number) => ({
 *   id,
 *   image: { data: new Uint8Array(32 * 32).fill(90).fill(200, at, at + 320), width: 32, height: 32, channels: 1 },
 *   mask: { data: new Uint8Array(32 * 32).fill(1, at, at + 320), width: 32, height: 32 },
 *   meta: {},
 * });
 * const data = arrayDataset([square('a', 0), square('b', 320), square('c', 640), square('d', 200)]);
 * const model = unet({ inputShape: [32, 32, 1], depth: 2, filters: 4 });
 * const history = await fit(model, loader(data, { batchSize: 2, shuffle: true, seed: 1 }), {
 *   epochs: 2,
 *   optimizer: adam({ learningRate: 0.01 }),
 * });
 * console.log(history.epochs.map(({ loss }) => loss.toFixed(3)));
 * ```
 */
export async function fit(model: LayersModel, train: BatchSource, options: FitOptions = {}): Promise<TrainingHistory> {
  checkFitOptions(options);
  checkKinds(train, options);
  const metadata = getMetadata(model);
  const { epochs = 10, validation, callbacks = [], keepBest = 'dice', clipNorm, signal } = options;
  const { ignoreIndex = train.ignoreIndex ?? validation?.ignoreIndex } = options;
  const { loss = defaultLoss(metadata, ignoreIndex), optimizer = adam() } = options;
  checkModelFits('fit', model, true);
  checkLossFits('fit', loss, metadata);
  checkDataFits('fit', train, metadata);
  if (validation) checkDataFits('fit: validation', validation, metadata);

  const state = newRunState();
  const runner = localRunner(model, { loss, optimizer, clipNorm });
  const best = keepBestWeights(model, keepBest);
  const stream = batchStream(train, state.position);
  const settings = { epochs, validation, ignoreIndex, callbacks, signal, steps: train.length };
  const run = createRun({ model, metadata, optimizer, loss, runner, stream, best, ...settings }, state);
  try {
    return await runTraining(run);
  } finally {
    await runner.dispose();
    best.dispose();
    if (!options.optimizer) optimizer.dispose();
  }
}

const optionNames = [
  'epochs',
  'validation',
  'loss',
  'optimizer',
  'clipNorm',
  'keepBest',
  'ignoreIndex',
  'callbacks',
  'signal',
];

/** In JavaScript, and through a wrong cast, anything may come in. */
function checkKinds(train: BatchSource, { loss, optimizer, callbacks, validation }: FitOptions): void {
  const refuse = (option: string, cure: string): never => {
    throw new OptionError(`fit: ${option} is not what it should be. ${cure}`, { option });
  };
  const isSource = (value: BatchSource): boolean => typeof value?.epoch === 'function';
  if (!isSource(train)) refuse('the training data', 'Make batches of it: fit(model, loader(dataset)).');
  if (validation !== undefined && !isSource(validation)) refuse('validation', 'Make batches of it: loader(dataset).');
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

function checkFitOptions(options: FitOptions): void {
  checkOptionNames('fit', options, optionNames);
  const { epochs = 10, clipNorm, keepBest = 'dice' } = options;
  checkNumber('fit', 'epochs', epochs, { min: 1, integer: true });
  if (clipNorm !== undefined) checkNumber('fit', 'clipNorm', clipNorm, { min: Number.MIN_VALUE });
  checkOneOf('fit', 'keepBest', keepBest, ['dice', 'iou', 'loss', 'last']);
}
