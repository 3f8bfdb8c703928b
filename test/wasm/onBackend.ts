import * as tf from '@tensorflow/tfjs-core';
import { switchBackend } from '../helpers/backends.js';

/** Values and shapes of the tensors that `run` makes on a backend. */
export interface Computed {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** Runs on a backend and reads the results back; nothing is left behind. */
export async function onBackend(
  backend: string,
  run: () => tf.Tensor | readonly tf.Tensor[],
): Promise<readonly Computed[]> {
  await switchBackend(backend);
  const results = tf.tidy(() => {
    const made = run();
    return (made instanceof tf.Tensor ? [made] : [...made]).map((tensor) => ({
      values: tensor.dataSync().slice() as Float32Array,
      shape: tensor.shape,
    })) as unknown as tf.TensorContainer;
  });
  return results as unknown as readonly Computed[];
}

/** Numbers in `[-1, 1)` that depend on the seed and not on the backend. */
export function values(shape: readonly number[], seed: number): tf.Tensor4D {
  let state = seed * 2654435761 + 12345;
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2147483648;
  });
  return tf.tensor(numbers, shape as [number, number, number, number]);
}
