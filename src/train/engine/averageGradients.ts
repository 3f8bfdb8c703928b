import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../../data/batch.js';
import type { Loss } from '../../losses/loss.js';
import type { GradientSource } from './computeGradients.js';

/** What some batches that are one step amount to; the gradients are the caller's. */
export interface StepGradients {
  /** The mean over the batches, each weighted by its number of pictures. */
  readonly loss: number;
  /** Likewise, by the name of the weight. */
  readonly gradients: Record<string, tf.Tensor>;
  /** The loss of each batch. */
  readonly losses: readonly number[];
}

/**
 * Forward and backward pass of one batch after the other, so that only the gradients of all are in memory at once, not
 * their features. The mean is weighted by the number of pictures: with a loss that is a mean over pictures, or over
 * pixels of which each picture has as many, it is what one large batch would give.
 */
export async function averageGradients(
  compute: GradientSource,
  batches: readonly Batch[],
  loss: Loss,
  globalStep: number,
): Promise<StepGradients> {
  const pictures = batches.reduce((count, { ids }) => count + ids.length, 0);
  const scalars: tf.Scalar[] = [];
  let sum: Record<string, tf.Tensor> = {};
  let firstPicture = 0;
  try {
    for (const batch of batches) {
      const result = await compute(batch, { loss, globalStep, firstPicture });
      scalars.push(result.loss);
      sum = addShare(sum, result.gradients, batch.ids.length / pictures);
      firstPicture += batch.ids.length;
    }
    const losses: number[] = [];
    for (const scalar of scalars) losses.push((await scalar.data())[0]);
    const mean = losses.reduce((total, value, i) => total + value * (batches[i].ids.length / pictures), 0);
    return { loss: mean, gradients: sum, losses };
  } catch (error) {
    tf.dispose(sum);
    throw error;
  } finally {
    tf.dispose(scalars);
  }
}

/** `sum + share · gradients`. Takes both over. */
function addShare(
  sum: Record<string, tf.Tensor>,
  gradients: Record<string, tf.Tensor>,
  share: number,
): Record<string, tf.Tensor> {
  if (share === 1) return gradients;
  const added = tf.tidy(() => {
    const total: Record<string, tf.Tensor> = {};
    for (const name of new Set([...Object.keys(sum), ...Object.keys(gradients)])) {
      const part = gradients[name] && tf.mul(gradients[name], share);
      total[name] = part && sum[name] ? tf.add(sum[name], part) : (part ?? tf.clone(sum[name]));
    }
    return total;
  });
  tf.dispose([sum, gradients]);
  return added;
}
