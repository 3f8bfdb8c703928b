import * as tf from '@tensorflow/tfjs-core';

/**
 * The values of a tensor where they lie, on a backend that shows them: wasm. Use them at once, before the memory of the
 * backend grows or the tensor is freed.
 */
export function valuesInPlace<T extends tf.TypedArray = Float32Array>(tensor: tf.Tensor): T | undefined {
  const backend = tf.backend() as Partial<{ typedArrayFromHeap(tensor: tf.TensorInfo): T }>;
  return tensor.size > 0 ? backend.typedArrayFromHeap?.(tensor) : undefined;
}

/** A tensor of values in memory that others go on writing to. */
export function tensorOfShared(values: Float32Array, shape: readonly number[], dtype?: tf.DataType): tf.Tensor {
  // The cpu backend keeps the array of a tensor; the others copy it at once.
  const keepsArrays = tf.getBackend() === 'cpu';
  return tf.tensor(keepsArrays ? values.slice() : values, [...shape], dtype);
}
