import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch } from '../../data/batch.js';
import { drawDropoutAt } from '../../layers/dropoutPlace.js';
import { holdFrozenStatistics } from '../../layers/frozenBatchNorm.js';
import type { Loss } from '../../losses/loss.js';
import { lossGradients } from '../lossGradients.js';
import { disposeTensors, toTensors } from '../tensorBatch.js';
import { isFrozen, leafLayers, trainableVariables } from '../weights.js';
import { forwardPass } from './forwardPass.js';

/** The loss of a batch and its gradients, all the caller's. */
export interface BatchGradients {
  readonly loss: tf.Scalar;
  /** By the name of the weight within the model. Weights that the loss does not depend on are absent. */
  readonly gradients: Record<string, tf.Tensor>;
}

/** What {@link computeGradients} goes by. */
export interface GradientOptions {
  readonly loss: Loss;
  /** The step of the run: what seeded dropout draws by. */
  readonly globalStep: number;
  /** How many pictures of the step come before this batch. */
  readonly firstPicture: number;
}

/** Whatever computes the gradients of a batch. It moves the statistics of normalisation layers. */
export type GradientSource = (batch: Batch, options: GradientOptions) => BatchGradients | Promise<BatchGradients>;

/** Forward and backward pass of one batch. The forward pass moves the statistics of normalisation layers. */
export function computeGradients(model: LayersModel, batch: Batch, options: GradientOptions): BatchGradients {
  const { loss, globalStep, firstPicture } = options;
  holdFrozenStatistics(leafLayers(model), isFrozen);
  const weights = trainableVariables(model);
  const tensors = toTensors(batch);
  try {
    const { value, grads } = lossGradients(
      () =>
        drawDropoutAt({ step: globalStep, firstPicture }, () => {
          const outputs = forwardPass(model, tensors.x);
          const yPred = (outputs.length === 1 ? outputs[0] : outputs) as tf.Tensor;
          const value = loss(tensors.y as tf.Tensor, yPred, tensors.weight);
          return tf.addN([value, ...model.calculateLosses()]) as tf.Scalar;
        }),
      weights.map(({ variable }) => variable),
    );
    // variableGrads knows tfjs's unique variable names; the optimizer goes by the names within the model.
    const gradients: Record<string, tf.Tensor> = {};
    for (const { name, variable } of weights) if (grads[variable.name]) gradients[name] = grads[variable.name];
    return { loss: value, gradients };
  } finally {
    disposeTensors(tensors);
  }
}
