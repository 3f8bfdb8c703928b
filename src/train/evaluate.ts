import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DataError } from '../core/errors.js';
import { eventTurn } from '../core/eventTurn.js';
import { checkOptionNames } from '../core/options.js';
import type { Batch, BatchSource } from '../data/batch.js';
import type { Loss } from '../losses/loss.js';
import type { SegmentationMetrics, SegmentationResult } from '../metrics/index.js';
import { checkBatchFits, checkDataFits, checkModelFits } from '../models/checkData.js';
import { getMetadata, type ModelMetadata } from '../models/metadata.js';
import { metricsFor } from '../models/metricsFor.js';
import { checkLossFits, defaultLoss } from './defaultLoss.js';
import { disposeTensors, pictureTensor, truthTensors } from './tensorBatch.js';

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** What `loss` of the result is. Default: half cross-entropy, half Dice, for the model's task. */
  readonly loss?: Loss;
  /** A label that does not count. Default: the one that the data declares. */
  readonly ignoreIndex?: number;
  /** Which epoch of the source is read. Default 1; a validation source gives the same in all. */
  readonly epoch?: number;
  /** Told after each batch, counted from 1. */
  readonly onStep?: (step: number) => void | Promise<void>;
  /** Ends early, with the numbers of the batches so far. */
  readonly signal?: AbortSignal;
}

/** What a model is worth on a data set. */
export interface Evaluation {
  /** The mean over all pictures of the loss of their batch. */
  readonly loss: number;
  /** Dice over all pixels: of the foreground for `binary`, the mean over the classes otherwise. */
  readonly dice: number;
  /** Intersection over union over all pixels, likewise. */
  readonly iou: number;
  /** All scores, each class's among them. */
  readonly scores: SegmentationResult;
}

/**
 * Runs a model over a data set and scores it; of several outputs, the first. Counts are summed over the whole set before any ratio is taken, so the
 * scores do not depend on the batch size. The loss can: Dice, and others that are no means over pixels, are taken batch
 * by batch.
 *
 * @throws {@link DataError} if the data is empty or has no masks.
 * @throws {@link OptionError} if the loss does not fit the model.
 *
 * @example
 * ```ts
 * import { arrayDataset, evaluate, loader, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const image = { data: new Uint8Array(32 * 32), width: 32, height: 32, channels: 1 };
 * const mask = { data: new Uint8Array(32 * 32).fill(1, 0, 500), width: 32, height: 32 };
 * const data = loader(arrayDataset([{ id: 'a', image, mask, meta: {} }]), { batchSize: 1 });
 * const { dice, scores } = await evaluate(unet({ inputShape: [32, 32, 1], depth: 2, filters: 4 }), data);
 * console.log(dice, scores.precision.micro, scores.recall.micro);
 * ```
 */
export async function evaluate(
  model: LayersModel,
  data: BatchSource,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  return evaluateWith(model, data, options, predictHere(model));
}

/** What a model predicts for some batches, in their order. The tensors are the reader's. */
export type Predictions = (
  batches: AsyncIterable<Batch>,
) => AsyncIterable<{ readonly batch: Batch; readonly yPred: tf.Tensor }>;

/** {@link evaluate}, by predictions that may come from elsewhere. */
export async function evaluateWith(
  model: LayersModel,
  data: BatchSource,
  options: EvaluateOptions,
  predict: Predictions,
): Promise<Evaluation> {
  checkOptionNames('evaluate', options, ['loss', 'ignoreIndex', 'epoch', 'onStep', 'signal']);
  const metadata = getMetadata(model);
  const { ignoreIndex = data.ignoreIndex, epoch = 1, onStep, signal } = options;
  const { loss = defaultLoss(metadata, { ignoreIndex }) } = options;
  checkModelFits('evaluate', model);
  checkLossFits('evaluate', loss, metadata);
  checkDataFits('evaluate', data, metadata);
  const { task, activation } = metadata;
  const metrics = metricsFor(metadata, { ignoreIndex, fromLogits: activation === 'linear' });

  let lossSum = 0;
  let pictures = 0;
  let step = 0;
  for await (const { batch, yPred } of predict(fittingBatches(data.epoch(epoch), metadata))) {
    lossSum += (await scoreBatch(batch, yPred, loss, metrics)) * batch.ids.length;
    pictures += batch.ids.length;
    await onStep?.(++step);
    await eventTurn();
    if (signal?.aborted) break;
  }
  if (pictures === 0) throw new DataError('evaluate: the data gave no batch. Check its filters and dropLast.');
  const scores = metrics.result();
  const reduction = task === 'binary' ? 'micro' : 'macro';
  return { loss: lossSum / pictures, dice: scores.dice[reduction], iou: scores.iou[reduction], scores };
}

/** Predicts in this thread, a batch when it is asked for. Of several outputs the finest counts: it is what will be used. */
function predictHere(model: LayersModel): Predictions {
  return async function* predictAll(batches) {
    for await (const batch of batches) {
      const yPred = tf.tidy(() => [model.predict(pictureTensor(batch))].flat()[0]);
      yield { batch, yPred };
    }
  };
}

async function* fittingBatches(batches: AsyncIterable<Batch>, metadata: ModelMetadata): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    checkBatchFits('evaluate', batch, metadata);
    const [id] = batch.ids;
    if (!batch.y) throw new DataError(`evaluate: picture ${id} has no mask to compare with.`, { id });
    yield batch;
  }
}

/** Counts one batch and gives its loss. Disposes of the prediction. */
async function scoreBatch(batch: Batch, yPred: tf.Tensor, loss: Loss, metrics: SegmentationMetrics): Promise<number> {
  const truth = truthTensors(batch);
  const results = [yPred];
  try {
    const value = tf.tidy(() => loss(truth.y as tf.Tensor, yPred, truth.weight));
    results.push(value);
    // The labels are in memory already: reading them back from a GPU would wait for it.
    await metrics.update(batch.y as NonNullable<Batch['y']>, yPred);
    return (await value.data())[0];
  } finally {
    tf.dispose(results);
    disposeTensors(truth);
  }
}
