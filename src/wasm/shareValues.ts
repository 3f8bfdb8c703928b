import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';

/** A second tensor on the same values; tfjs's own kernel copies them. They are freed when both are disposed of. */
export function shareValues(backend: BackendWasm, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  backend.incRef(dataId as object);
  return { dataId, shape, dtype };
}
