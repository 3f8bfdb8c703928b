import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { BatchSource } from '../data/batch.js';
import type { Loss } from '../losses/loss.js';
import { getMetadata } from '../models/metadata.js';
import { adam } from './adam.js';
import { checkLossFits, defaultLoss } from './defaultLoss.js';
import { evaluate } from './evaluate.js';
import type { Callback, TrainEvent } from './events.js';
import type { EpochRecord, History } from './history.js';
import type { Optimizer } from './optimizer.js';
import { trainStep } from './step.js';
import { disposeTensors, toTensors } from './tensorBatch.js';
import { countTrainable, takeSnapshot, type WeightSnapshot } from './weights.js';

export interface FitOptions {
  /** Passes over the training data. Default 10. */
  readonly epochs?: number;
  /** Data to judge each epoch by. Without it, the last weights are kept. */
  readonly validation?: BatchSource;
  /** Default: cross-entropy plus Dice for the model's task. */
  readonly loss?: Loss;
  /** Default `adam()`. One that you pass in is yours to dispose. */
  readonly optimizer?: Optimizer;
  /** Gradients whose global norm exceeds this are scaled down to it. Default: no clipping. */
  readonly clipNorm?: number;
  /** The validation number whose best epoch gives the final weights; `'last'` keeps the last epoch's. Default `'dice'`. */
  readonly keepBest?: 'dice' | 'iou' | 'loss' | 'last';
  /** Told of every step and epoch. */
  readonly callbacks?: readonly Callback[];
  /** Ends the training after the current step; the model keeps its best weights. */
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
export async function fit(model: LayersModel, train: BatchSource, options: FitOptions = {}): Promise<History> {
  checkFitOptions(options);
  const { epochs = 10, validation, clipNorm, keepBest = 'dice', callbacks = [], signal } = options;
  const metadata = getMetadata(model);
  const { loss = defaultLoss(metadata) } = options;
  checkLossFits(loss, metadata);
  const optimizer = options.optimizer ?? adam();

  const begin = performance.now();
  const records: EpochRecord[] = [];
  let stopped: History['stopped'] = 'finished';
  let best: { epoch: number; value: number; weights: WeightSnapshot } | undefined;
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

  const runEpoch = async (epoch: number): Promise<{ loss: number; pictures: number }> => {
    let sum = 0;
    let pictures = 0;
    let step = 0;
    for await (const batch of train.epoch(epoch)) {
      if (isStopping()) break;
      step++;
      const learningRate = optimizer.learningRate();
      const start = performance.now();
      const tensors = toTensors(batch);
      try {
        const result = await trainStep(model, tensors, { loss, optimizer, clipNorm, epoch, step });
        const milliseconds = performance.now() - start;
        sum += result.loss * batch.ids.length;
        pictures += batch.ids.length;
        const { ids } = batch;
        await tell({ type: 'step', epoch, step, steps: train.length, ids, learningRate, milliseconds, ...result });
      } finally {
        disposeTensors(tensors);
      }
    }
    return { loss: sum / pictures, pictures };
  };

  const keepIfBest = (record: EpochRecord): boolean => {
    const value = keepBest === 'last' || !record.validation ? record.epoch : scoreOf(record, keepBest);
    const isBest = best === undefined || value > best.value || Number.isNaN(best.value);
    if (isBest) {
      best?.weights.dispose();
      best = { epoch: record.epoch, value, weights: takeSnapshot(model) };
    }
    return isBest;
  };

  try {
    await tell({ type: 'trainBegin', epochs, steps: train.length, parameters: countTrainable(model) });
    for (let epoch = 1; epoch <= epochs && !isStopping(); epoch++) {
      await tell({ type: 'epochBegin', epoch });
      const start = performance.now();
      const learningRate = optimizer.learningRate();
      const training = await runEpoch(epoch);
      if (training.pictures === 0) {
        if (isStopping()) break;
        throw new TrainingError('fit: the training data gave no batch. Check its filters and dropLast.', {
          epoch,
          step: 0,
          ids: [],
        });
      }
      const onStep = (step: number): Promise<void> =>
        tell({ type: 'validationStep', epoch, step, steps: validation?.length });
      // An interrupted epoch is not judged: its numbers would not compare with those of whole ones.
      const evaluation =
        validation && !isStopping() ? await evaluate(model, validation, { loss, epoch, onStep, signal }) : undefined;
      if (isStopping() && validation && best !== undefined) break;
      const seconds = (performance.now() - start) / 1000;
      const record = {
        epoch,
        seconds,
        learningRate,
        loss: training.loss,
        ...(evaluation && { validation: evaluation }),
      };
      records.push(record);
      await tell({ type: 'epochEnd', record, isBest: keepIfBest(record) });
    }
    best?.weights.restore();
    const seconds = (performance.now() - begin) / 1000;
    const history: History = { epochs: records, bestEpoch: best?.epoch, stopped, seconds };
    await tell({ type: 'trainEnd', history });
    return history;
  } finally {
    best?.weights.dispose();
    if (!options.optimizer) optimizer.dispose();
  }
}

/** Larger is better. */
function scoreOf({ validation }: EpochRecord, keepBest: 'dice' | 'iou' | 'loss'): number {
  if (!validation) return Number.NaN;
  return keepBest === 'loss' ? -validation.loss : validation[keepBest];
}

function checkFitOptions(options: FitOptions): void {
  checkOptionNames('fit', options, [
    'epochs',
    'validation',
    'loss',
    'optimizer',
    'clipNorm',
    'keepBest',
    'callbacks',
    'signal',
  ]);
  const { epochs = 10, clipNorm, keepBest = 'dice' } = options;
  checkNumber('fit', 'epochs', epochs, { min: 1, integer: true });
  if (clipNorm !== undefined) checkNumber('fit', 'clipNorm', clipNorm, { min: Number.MIN_VALUE });
  checkOneOf('fit', 'keepBest', keepBest, ['dice', 'iou', 'loss', 'last']);
}
