import * as tf from '@tensorflow/tfjs-core';
import type { AdamAttributes, AdamInputs } from '../simd/adam.js';

/** One step of Adam, of tfjs's kernels: the new weight and its new moments. */
export function composedAdam(
  { weight, gradient, first, second }: AdamInputs,
  { beta1, beta2, epsilon, stepSize, rootCorrection }: AdamAttributes,
): tf.Tensor[] {
  return tf.tidy(() => {
    const blend = (old: tf.Tensor | undefined, value: tf.Tensor, decay: number): tf.Tensor => {
      const fresh = tf.mul(value, 1 - decay);
      return old ? tf.add(tf.mul(old, decay), fresh) : fresh;
    };
    const m = blend(first, gradient, beta1);
    const v = blend(second, tf.square(gradient), beta2);
    const divisor = tf.add(tf.mul(tf.sqrt(v), rootCorrection), epsilon);
    return [tf.sub(weight, tf.mul(tf.div(m, divisor), stepSize)), m, v];
  });
}
