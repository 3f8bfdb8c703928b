import * as tf from '@tensorflow/tfjs-core';
import { logisticEntropyGradient, logisticEntropyOf } from '../ops/logisticEntropy.js';
import { stopGradient } from '../ops/stopGradient.js';
import { handGradient } from './handGradient.js';
import type { LossInput } from './lossInput.js';
import type { CommonOptions } from './lossOptions.js';

/**
 * The plain cross-entropy of every entry: of every pixel, `[N,P,1]`, for `multiclass`, of every channel, `[N,P,K]`, for
 * the other tasks and where every class stands against the rest.
 */
export function pixelEntropy(
  { prediction, probabilities, truth, task }: LossInput,
  { fromLogits }: Pick<CommonOptions, 'fromLogits'>,
  { eps, oneVsRest = false }: { readonly eps: number; readonly oneVsRest?: boolean },
): tf.Tensor3D {
  if (task === 'multiclass' && !oneVsRest) {
    return fromLogits ? softmaxEntropy(prediction, probabilities, truth) : clippedEntropy(probabilities, truth, eps);
  }
  const negative: tf.Tensor3D = tf.sub(1, truth);
  return fromLogits
    ? logisticEntropy(prediction, truth, negative)
    : clippedLogisticEntropy(probabilities, truth, negative, eps);
}

/**
 * `−Σₖ aₖ·log softmax(x)ₖ` for every pixel, `[N,P,1]`, for any target `a` `[N,P,K]` that sums to `total` `[N,P,1]` or 1.
 *
 * It starts from the softmax that other losses need anyway: `log Σe^(x−m) = −log max p`, exact for any logit since
 * `max p ≥ 1/K`. The gradient by hand is `total·p − a`. `tf.logSoftmax` is three times slower on wasm, its gradient too.
 */
export function softmaxEntropy(
  logits: tf.Tensor3D,
  probabilities: tf.Tensor3D,
  target: tf.Tensor3D,
  total?: tf.Tensor3D,
): tf.Tensor3D {
  const softmax = stopGradient(probabilities);
  return handGradient(logits, {
    constants: total ? [softmax, target, total] : [softmax, target],
    forward: (x): tf.Tensor3D => {
      const centred = tf.sub(x, tf.max(x, 2, true));
      const logSum = tf.neg(tf.log(tf.max(softmax, 2, true)));
      return tf.sub(total ? tf.mul(logSum, total) : logSum, tf.sum(tf.mul(target, centred), 2, true));
    },
    backward: (dy, _, p, a, t) => tf.mul(tf.sub(t ? tf.mul(p, t) : p, a), dy),
  });
}

/** `−Σₖ aₖ·log pₖ` for every pixel, with p raised to ε. */
export function clippedEntropy(probabilities: tf.Tensor3D, target: tf.Tensor3D, eps: number): tf.Tensor3D {
  return tf.neg(tf.sum<tf.Tensor3D>(tf.mul(target, tf.log(tf.clipByValue(probabilities, eps, 1))), 2, true));
}

/**
 * `a·softplus(−x) + b·softplus(x)` with `softplus(x) = max(x, 0) + log(1 + e^−|x|)`, exact for any logit.
 *
 * The gradient by hand is `(a + b)·σ(x) − a`: automatic differentiation passes through absolute values and rectifiers,
 * one tensor each.
 */
export function logisticEntropy(logits: tf.Tensor3D, positive: tf.Tensor3D, negative: tf.Tensor3D): tf.Tensor3D {
  return handGradient(logits, {
    constants: [positive, negative],
    forward: (x) => logisticEntropyOf({ x, positive, negative }) as tf.Tensor3D,
    backward: (dy, x, a, b) => logisticEntropyGradient({ dy, x, positive: a, negative: b }),
  });
}

/** `−a·log p − b·log(1 − p)`, with p clipped to `[ε, 1 − ε]`; no gradient where the clipping acts. */
export function clippedLogisticEntropy(
  probabilities: tf.Tensor3D,
  positive: tf.Tensor3D,
  negative: tf.Tensor3D,
  eps: number,
): tf.Tensor3D {
  const p = tf.clipByValue(probabilities, eps, 1 - eps);
  return tf.neg(tf.add<tf.Tensor3D>(tf.mul(positive, tf.log(p)), tf.mul(negative, tf.log(tf.sub(1, p)))));
}
