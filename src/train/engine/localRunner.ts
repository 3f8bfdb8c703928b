import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingError } from '../../core/errors.js';
import type { Batch } from '../../data/batch.js';
import type { Loss } from '../../losses/loss.js';
import { globalNorm } from '../clip.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { fixedVariables, takeSnapshot, trainableVariables } from '../weights.js';
import { applyGradients, type ClipOptions } from './applyGradients.js';
import { averageGradients, type StepGradients } from './averageGradients.js';
import { computeGradients, type GradientSource } from './computeGradients.js';
import { nameIds, nonFiniteError } from './nonFinite.js';
import type { StepPlace, StepRunner } from './stepRunner.js';

/** What {@link localRunner} goes by. */
export interface RunnerOptions extends ClipOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** What computes the gradients. Default: this thread. */
  readonly compute?: GradientSource;
}

/** Steps on the model's own weights, with the gradients computed in this thread or elsewhere. */
export function localRunner(model: LayersModel, options: RunnerOptions): StepRunner {
  const { loss, optimizer, compute = (batch, at) => computeGradients(model, batch, at), ...clip } = options;
  const lossAt = lossByEpoch(loss);
  const run: StepRunner['step'] = async (batches, place) => {
    const result = await averageGradients(compute, batches, lossAt(place.epoch), place.globalStep);
    const { gradients } = result;
    try {
      const norm = await globalNorm(gradients);
      if (!Number.isFinite(result.loss) || !Number.isFinite(norm)) throw await explain(model, batches, place, result);
      const { learningRate } = place;
      applyGradients(optimizer, trainableVariables(model), gradients, { norm, learningRate, ...clip });
      return { loss: result.loss, gradientNorm: norm };
    } finally {
      tf.dispose(gradients);
    }
  };
  return {
    async step(batches, place) {
      checkMasks(batches, place);
      // The forward pass already moves the statistics of normalisation layers, before anything can be checked.
      const statistics = takeSnapshot(fixedVariables(model));
      try {
        return await run(batches, place);
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

async function explain(
  model: LayersModel,
  batches: readonly Batch[],
  place: StepPlace,
  { loss, gradients, losses }: StepGradients,
): Promise<TrainingError> {
  const gradientNorm = await globalNorm(gradients);
  let weight: string | undefined;
  for (const [name, gradient] of Object.entries(gradients)) {
    if (Number.isFinite(await globalNorm({ [name]: gradient }))) continue;
    weight = name;
    break;
  }
  return nonFiniteError(model, { ...place, batches, losses, loss, gradientNorm, weight });
}

function checkMasks(batches: readonly Batch[], { epoch, step }: StepPlace): void {
  const blank = batches.find(({ y }) => !y);
  if (!blank) return;
  const { ids } = blank;
  throw new TrainingError(`fit: the batch of ${nameIds(ids)} has no masks to learn from.`, { epoch, step, ids });
}
