import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';
import { type NearestOptions, nearestTable } from '../nearestTable.js';

/**
 * The gradient of resizing by nearest neighbours, by a walk over the backend's memory from JavaScript. tfjs's own kernel
 * takes half-pixel centres for whole ones.
 */
export function composedResizeNearestGrad(
  backend: BackendWasm,
  dy: tf.TensorInfo,
  inputShape: readonly number[],
  options: NearestOptions,
): tf.TensorInfo {
  const [batch, height, width, channels] = inputShape;
  const rows = nearestTable(height, dy.shape[1], options);
  const columns = nearestTable(width, dy.shape[2], options);
  // The output first: its allocation may grow the memory, which detaches every view made before.
  const output = backend.makeOutput([...inputShape], 'float32');
  const dx = backend.typedArrayFromHeap(output).fill(0);
  const gradients = backend.typedArrayFromHeap(dy);
  let from = 0;
  for (let picture = 0; picture < batch; picture++) {
    for (const row of rows) {
      for (const column of columns) {
        const to = ((picture * height + row) * width + column) * channels;
        for (let channel = 0; channel < channels; channel++) dx[to + channel] += gradients[from++];
      }
    }
  }
  return output;
}
