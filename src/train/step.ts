import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingError } from '../core/errors.js';
import type { Batch } from '../data/batch.js';
import type { Loss } from '../losses/loss.js';
import { clipByGlobalNorm, globalNorm } from './clip.js';
import type { NamedVariable, Optimizer } from './optimizers/optimizer.js';
import { disposeTensors, toTensors } from './tensorBatch.js';
import { takeSnapshot, trainableVariables } from './weights.js';

export interface TrainStepOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly clipNorm?: number | undefined;
  /** For messages: the epoch and the step in it, counted from 1. */
  readonly epoch: number;
  readonly step: number;
}

/**
 * One step: loss, gradients, checks, update.
 *
 * @throws {@link TrainingError} if the loss or the gradient is not finite. All weights, moving statistics too, are then
 *   as they were before the step.
 */
export async function trainStep(
  model: LayersModel,
  batch: Batch,
  { loss, optimizer, clipNorm, epoch, step }: TrainStepOptions,
): Promise<{ loss: number; gradientNorm: number }> {
  const { ids } = batch;
  const at = { epoch, step, ids };
  if (!batch.y) throw new TrainingError(`fit: the batch of ${nameIds(ids)} has no masks to learn from.`, at);
  const weights = trainableVariables(model);
  const variables = weights.map(({ variable }) => variable);
  const tensors = toTensors(batch);
  const { x, weight } = tensors;
  const y = tensors.y as tf.Tensor;
  // The forward pass already moves the statistics of normalisation layers, before anything can be checked.
  const statistics = takeSnapshot(model, 'nonTrainable');
  try {
    const { value, grads } = gradientsOf(() => {
      const yPred = model.apply(x, { training: true }) as tf.Tensor;
      return tf.addN([loss(y, yPred, weight), ...model.calculateLosses()]) as tf.Scalar;
    }, variables);
    // variableGrads knows tfjs's unique variable names; the optimizer goes by the names within the model.
    const gradients: Record<string, tf.Tensor> = {};
    for (const { name, variable } of weights) if (grads[variable.name]) gradients[name] = grads[variable.name];
    try {
      const [lossValue] = await value.data();
      const gradientNorm = await globalNorm(gradients);
      if (!Number.isFinite(lossValue) || !Number.isFinite(gradientNorm)) {
        throw new TrainingError(describeNonFinite(lossValue, gradientNorm, at), at);
      }
      moveWeights(weights, gradients, gradientNorm, { optimizer, clipNorm });
      return { loss: lossValue, gradientNorm };
    } finally {
      tf.dispose([value, ...Object.values(gradients)]);
    }
  } catch (error) {
    statistics.restore();
    throw error;
  } finally {
    statistics.dispose();
    disposeTensors(tensors);
  }
}

/** `variableGrads`, which frees what the forward pass saved for the backward one only if nothing throws. */
function gradientsOf(run: () => tf.Scalar, variables: tf.Variable[]): ReturnType<typeof tf.variableGrads> {
  try {
    return tf.variableGrads(run, variables);
  } catch (error) {
    const { state } = tf.engine();
    if (state.gradientDepth === 0) {
      for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
      state.activeTape = null as unknown as typeof state.activeTape;
    }
    throw error;
  }
}

/** Clips where that is asked for and due, and lets the optimizer move. */
function moveWeights(
  weights: readonly NamedVariable[],
  gradients: Readonly<Record<string, tf.Tensor>>,
  norm: number,
  { optimizer, clipNorm = Infinity }: Pick<TrainStepOptions, 'optimizer' | 'clipNorm'>,
): void {
  if (norm <= clipNorm) {
    optimizer.apply(weights, gradients);
    return;
  }
  const clipped = clipByGlobalNorm(gradients, clipNorm, { norm });
  try {
    optimizer.apply(weights, clipped);
  } finally {
    tf.dispose(clipped);
  }
}

function describeNonFinite(
  loss: number,
  norm: number,
  at: { epoch: number; step: number; ids: readonly string[] },
): string {
  const what = Number.isFinite(loss) ? `the gradient is ${norm} (the loss is ${loss})` : `the loss is ${loss}`;
  return (
    `fit: ${what} at epoch ${at.epoch}, step ${at.step}, pictures ${nameIds(at.ids)}. The weights are as before this ` +
    `step. Look at these pictures and masks for NaN, lower the learning rate, or set clipNorm.`
  );
}

/** The first ids in words. */
function nameIds(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).join(', ');
  return ids.length > 8 ? `${shown} and ${ids.length - 8} more` : shown;
}
