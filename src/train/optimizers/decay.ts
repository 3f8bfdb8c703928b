import * as tf from '@tensorflow/tfjs-core';

/** Whether weight decay is part of the gradient or shrinks the weight beside it. */
export type WeightDecayForm = 'coupled' | 'decoupled';

/** A weight and its gradient before an optimizer's own rule. */
export interface Decayed {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/** `coupled`: `g + wd·w`. `decoupled`: `w · (1 − lr·wd)`. */
export function applyDecay(
  form: WeightDecayForm,
  weight: tf.Tensor,
  gradient: tf.Tensor,
  { learningRate, weightDecay }: { readonly learningRate: number; readonly weightDecay: number },
): Decayed {
  if (weightDecay === 0) return { weight, gradient };
  return form === 'coupled'
    ? { weight, gradient: tf.add(gradient, tf.mul(weight, weightDecay)) }
    : { weight: tf.mul(weight, 1 - learningRate * weightDecay), gradient };
}

/** `decay · old + (1 − decay) · value`, where a missing `old` is zero. */
export function blend(old: tf.Tensor | undefined, value: tf.Tensor, decay: number): tf.Tensor {
  return tf.tidy(() => {
    const fresh = tf.mul(value, 1 - decay);
    return old ? tf.add(tf.mul(old, decay), fresh) : fresh;
  });
}
