import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingError } from '../../core/errors.js';
import type { Batch } from '../../data/batch.js';
import type { Loss } from '../../losses/loss.js';
import { globalNorm } from '../clip.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { takeSnapshot, trainableVariables } from '../weights.js';
import { applyGradients, type ClipOptions } from './applyGradients.js';
import { type BatchGradients, computeGradients } from './computeGradients.js';
import { describeNonFinite, nameIds } from './describeStep.js';
import type { StepPlace, StepRunner } from './stepRunner.js';

/** What {@link localRunner} goes by. */
export interface RunnerOptions extends ClipOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

/** Steps in this thread, on the model's own weights. */
export function localRunner(model: LayersModel, { loss, optimizer, ...clip }: RunnerOptions): StepRunner {
  const lossAt = lossByEpoch(loss);
  return {
    async step(batches, place) {
      const at = { epoch: place.epoch, step: place.step, ids: batches.flatMap(({ ids }) => ids) };
      checkMasks(batches, at);
      // The forward pass already moves the statistics of normalisation layers, before anything can be checked.
      const statistics = takeSnapshot(model, 'nonTrainable');
      try {
        const { loss: meanLoss, gradients } = await averageGradients(model, batches, lossAt(place.epoch), place);
        try {
          const norm = await globalNorm(gradients);
          if (!Number.isFinite(meanLoss) || !Number.isFinite(norm)) {
            throw new TrainingError(describeNonFinite(meanLoss, norm, at), at);
          }
          const { learningRate } = place;
          applyGradients(optimizer, trainableVariables(model), gradients, { norm, learningRate, ...clip });
          return { loss: meanLoss, gradientNorm: norm };
        } finally {
          tf.dispose(gradients);
        }
      } catch (error) {
        statistics.restore();
        throw error;
      } finally {
        statistics.dispose();
      }
    },
    dispose: () => {},
  };
}

/** The loss of each epoch, made once. */
export function lossByEpoch(loss: Loss): (epoch: number) => Loss {
  let known: { epoch: number; loss: Loss } | undefined;
  return (epoch) => {
    if (known?.epoch !== epoch) known = { epoch, loss: loss.atEpoch?.(epoch) ?? loss };
    return known.loss;
  };
}

/** The mean over the batches, each weighted by its number of pictures. */
async function averageGradients(
  model: LayersModel,
  batches: readonly Batch[],
  loss: Loss,
  { globalStep }: StepPlace,
): Promise<{ loss: number; gradients: Record<string, tf.Tensor> }> {
  const pictures = batches.reduce((count, { ids }) => count + ids.length, 0);
  const losses: { value: tf.Scalar; share: number }[] = [];
  let sum: Record<string, tf.Tensor> = {};
  let firstPicture = 0;
  try {
    for (const batch of batches) {
      const share = batch.ids.length / pictures;
      const result = computeGradients(model, batch, { loss, globalStep, firstPicture });
      losses.push({ value: result.loss, share });
      sum = addShare(sum, result.gradients, share);
      firstPicture += batch.ids.length;
    }
    let mean = 0;
    for (const { value, share } of losses) mean += (await value.data())[0] * share;
    return { loss: mean, gradients: sum };
  } catch (error) {
    tf.dispose(sum);
    throw error;
  } finally {
    tf.dispose(losses.map(({ value }) => value));
  }
}

/** `sum + share · gradients`. Takes both over. */
function addShare(
  sum: Record<string, tf.Tensor>,
  gradients: BatchGradients['gradients'],
  share: number,
): Record<string, tf.Tensor> {
  if (share === 1) return gradients;
  const added = tf.tidy(() => {
    const names = new Set([...Object.keys(sum), ...Object.keys(gradients)]);
    const total: Record<string, tf.Tensor> = {};
    for (const name of names) {
      const part = gradients[name] && tf.mul(gradients[name], share);
      total[name] = part && sum[name] ? tf.add(sum[name], part) : (part ?? tf.clone(sum[name]));
    }
    return total;
  });
  tf.dispose([sum, gradients]);
  return added;
}

function checkMasks(batches: readonly Batch[], at: { epoch: number; step: number }): void {
  const blank = batches.find(({ y }) => !y);
  if (!blank) return;
  const { ids } = blank;
  throw new TrainingError(`fit: the batch of ${nameIds(ids)} has no masks to learn from.`, { ...at, ids });
}
