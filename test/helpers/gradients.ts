import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

export interface GradientCheckOptions {
  /** Half the distance of the two points of a difference. */
  readonly step?: number;
  /** How far the gradient may be off, relative to its largest value. */
  readonly tolerance?: number;
  /** How many values of each input are checked; all of them if there are fewer. */
  readonly points?: number;
}

/**
 * Compares the gradient of `f` with central differences.
 *
 * `f` may have any output; it is folded into a scalar with fixed weights, so that every output counts.
 */
export function checkGradient(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  options: GradientCheckOptions = {},
): void {
  const { step = 1e-2, tolerance = 1e-2, points = 24 } = options;
  const scalar = (...values: tf.Tensor[]): tf.Scalar =>
    tf.tidy(() => {
      const output = f(...values);
      const weights = Float32Array.from({ length: output.size }, (_, i) => Math.sin(i * 1.7 + 0.3));
      return output.size === 1
        ? (tf.reshape(output, []) as tf.Scalar)
        : (tf.sum(tf.mul(output, tf.tensor(weights, output.shape))) as tf.Scalar);
    });
  const gradients = tf.grads(scalar)([...inputs]);
  inputs.forEach((input, index) => {
    const values = input.dataSync().slice() as Float32Array;
    const gradient = gradients[index].dataSync() as Float32Array;
    const largest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-3);
    const stride = Math.max(1, Math.floor(values.length / points));
    for (let i = 0; i < values.length; i += stride) {
      const at = (shift: number): number =>
        tf.tidy(() => {
          const moved = Float32Array.from(values);
          moved[i] += shift;
          const moving = inputs.map((other, j) => (j === index ? tf.tensor(moved, input.shape) : other));
          return scalar(...moving).dataSync()[0];
        });
      const difference = (at(step) - at(-step)) / (2 * step);
      const error = Math.abs(difference - gradient[i]) / largest;
      expect(
        error,
        `input ${index}, value ${i}: gradient ${gradient[i]}, by finite differences ${difference}`,
      ).toBeLessThanOrEqual(tolerance);
    }
  });
  tf.dispose(gradients);
}
