import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError, TrainingError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { BatchSource } from '../data/batch.js';
import type { Loss } from '../losses/loss.js';
import { checkBatchFits, checkDataFits, checkModelFits } from '../models/checkData.js';
import { getMetadata } from '../models/metadata.js';
import { type KeepBest, keepBestWeights } from './bestWeights.js';
import { checkLossFits, defaultLoss } from './defaultLoss.js';
import { evaluate } from './evaluate.js';
import type { Callback, TrainEvent } from './events.js';
import type { EpochRecord, TrainingHistory } from './history.js';
import { adam } from './optimizers/adam.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { trainStep } from './step.js';
import { countTrainable } from './weights.js';

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
  const { epochs = 10, validation, clipNorm, callbacks = [], signal } = options;
  const { ignoreIndex = train.ignoreIndex ?? validation?.ignoreIndex } = options;
  const { loss = defaultLoss(metadata, ignoreIndex), optimizer = adam() } = options;
  checkModelFits('fit', model, true);
  checkLossFits('fit', loss, metadata);
  checkDataFits('fit', train, metadata);
  if (validation) checkDataFits('fit: validation', validation, metadata);

  const begin = performance.now();
  const best = keepBestWeights(model, options.keepBest ?? 'dice');
  const records: EpochRecord[] = [];
  let stopped: TrainingHistory['stopped'] = 'finished';
  const isStopping = (): boolean => {
    if (signal?.aborted) stopped = 'aborted';
    return stopped !== 'finished';
  };
  const stop = (): void => {
    stopped = 'callback';
  };
  const tell = async (event: TrainEvent): Promise<void> => {
    for (const callback of callbacks) await callback(event, { model, stop });
  };

  /** One pass over the training data; gives the mean loss over its pictures, and the last step's learning rate. */
  const trainEpoch = async (epoch: number, epochLoss: Loss): Promise<{ loss: number; learningRate: number }> => {
    let lossSum = 0;
    let pictures = 0;
    let step = 0;
    let learningRate = 0;
    for await (const batch of train.epoch(epoch)) {
      checkBatchFits('fit', batch, metadata);
      const start = performance.now();
      const { ids } = batch;
      learningRate = optimizer.learningRate();
      const at = { epoch, step: ++step };
      const result = await trainStep(model, batch, { loss: epochLoss, optimizer, clipNorm, ...at });
      const milliseconds = performance.now() - start;
      lossSum += result.loss * ids.length;
      pictures += ids.length;
      await tell({ type: 'step', ...at, steps: train.length, ids, learningRate, milliseconds, ...result });
      if (isStopping()) break;
    }
    if (pictures > 0) return { loss: lossSum / pictures, learningRate };
    const message = 'fit: the training data gave no batch. Check its filters and dropLast.';
    throw new TrainingError(message, { epoch, step: 0, ids: [] });
  };

  const runEpoch = async (epoch: number): Promise<void> => {
    await tell({ type: 'epochBegin', epoch });
    const start = performance.now();
    const epochLoss = loss.atEpoch?.(epoch) ?? loss;
    const trained = await trainEpoch(epoch, epochLoss);
    // An epoch that was cut short is neither judged nor kept where a whole one has been.
    if (isStopping() && best.epoch !== undefined) return;
    const onStep = (step: number): Promise<void> =>
      tell({ type: 'validationStep', epoch, step, steps: validation?.length });
    const judged =
      validation && !isStopping()
        ? await evaluate(model, validation, { loss: epochLoss, ignoreIndex, epoch, onStep, signal })
        : undefined;
    // Nor is one whose validation was.
    const isJudged = judged !== undefined && !(signal?.aborted && isStopping());
    if (judged && !isJudged && best.epoch !== undefined) return;
    const seconds = (performance.now() - start) / 1000;
    const record = { epoch, seconds, ...trained, ...(isJudged && { validation: judged }) };
    records.push(record);
    await tell({ type: 'epochEnd', record, isBest: best.offer(record) });
  };

  try {
    await tell({ type: 'trainBegin', epochs, steps: train.length, parameters: countTrainable(model) });
    for (let epoch = 1; epoch <= epochs && !isStopping(); epoch++) await runEpoch(epoch);
    best.restore();
    const seconds = (performance.now() - begin) / 1000;
    const history: TrainingHistory = { epochs: records, bestEpoch: best.epoch, stopped, seconds };
    await tell({ type: 'trainEnd', history });
    return history;
  } catch (error) {
    // Callbacks that hold a terminal or a file let go of it; what they throw now would hide why the run failed.
    for (const callback of callbacks) {
      await (async () => callback({ type: 'trainFailed', error }, { model, stop }))().catch(() => {});
    }
    throw error;
  } finally {
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
