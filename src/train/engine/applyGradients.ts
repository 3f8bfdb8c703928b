import * as tf from '@tensorflow/tfjs-core';
import { clipByGlobalNorm, clipByValue, type NamedGradients } from '../clip.js';
import type { NamedVariable, Optimizer } from '../optimizers/optimizer.js';

/** How large gradients may be: the norm of them all, or each value. */
export interface ClipOptions {
  readonly clipNorm?: number | undefined;
  readonly clipValue?: number | undefined;
}

/** Clips where that is asked for and due, and lets the optimizer move. The gradients stay the caller's. */
export function applyGradients(
  optimizer: Optimizer,
  weights: readonly NamedVariable[],
  gradients: NamedGradients,
  { norm, learningRate, ...clip }: ClipOptions & { readonly norm: number; readonly learningRate: number },
): void {
  const clipped = clipGradients(gradients, norm, clip);
  try {
    optimizer.apply(weights, clipped ?? gradients, { learningRate });
  } finally {
    if (clipped) tf.dispose(clipped);
  }
}

/** Nothing where nothing is to be clipped: the gradients as they are. */
function clipGradients(
  gradients: NamedGradients,
  norm: number,
  { clipNorm, clipValue }: ClipOptions,
): Record<string, tf.Tensor> | undefined {
  if (clipValue !== undefined) return clipByValue(gradients, clipValue);
  if (clipNorm !== undefined && norm > clipNorm) return clipByGlobalNorm(gradients, clipNorm, { norm });
  return undefined;
}
