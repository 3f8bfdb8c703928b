import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../ops/stopGradient.js';
import { handGradient } from './handGradient.js';

/**
 * `−Σₖ aₖ·log softmax(x)ₖ` for every pixel, `[N,P,1]`, for any target `a` `[N,P,K]` that sums to `total` `[N,P,1]` or 1.
 *
 * It starts from the softmax that other losses need anyway: `log Σe^(x−m) = −log max p`, exact for any logit since
 * `max p ≥ 1/K`. The gradient by hand is `total·p − a`. `tf.logSoftmax` is three times slower on wasm, its gradient too.
 */
export function softmaxLoss(
  logits: tf.Tensor3D,
  probabilities: tf.Tensor3D,
  target: tf.Tensor3D,
  total?: tf.Tensor3D,
): tf.Tensor3D {
  const p = stopGradient(probabilities);
  return handGradient(logits, {
    constants: total ? [p, target, total] : [p, target],
    forward: (x): tf.Tensor3D => {
      const centred = tf.sub(x, tf.max(x, 2, true));
      const logSum = tf.neg(tf.log(tf.max(p, 2, true)));
      return tf.sub(total ? tf.mul(logSum, total) : logSum, tf.sum(tf.mul(target, centred), 2, true));
    },
    backward: (dy, _, p, a, t) => tf.mul(tf.sub(t ? tf.mul(p, t) : p, a), dy),
  });
}
