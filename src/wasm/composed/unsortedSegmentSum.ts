import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Adds each slice of `x` to the segment that its id names (the gradient of `gather`); ids outside
 * `[0, numSegments)` are dropped, as on the cpu backend.
 *
 * It walks over the backend's memory from JavaScript: a product with one-hot ids would take
 * `ids × numSegments` numbers, gigabytes where every pixel is gathered.
 */
export function unsortedSegmentSum(
  backend: BackendWasm,
  x: tf.TensorInfo,
  segmentIds: tf.TensorInfo,
  numSegments: number,
): tf.TensorInfo {
  const inner = x.shape.slice(segmentIds.shape.length);
  const innerSize = inner.reduce((product, size) => product * size, 1);
  // The output first: its allocation may grow the memory, which detaches every view made before.
  const output = backend.makeOutput([numSegments, ...inner], x.dtype === 'bool' ? 'int32' : x.dtype);
  const sums = backend.typedArrayFromHeap(output);
  const values = backend.typedArrayFromHeap(x);
  const ids = backend.typedArrayFromHeap(segmentIds);
  sums.fill(0);
  for (let i = 0; i < ids.length; i++) {
    const segment = ids[i];
    if (segment < 0 || segment >= numSegments) continue;
    const from = i * innerSize;
    const to = segment * innerSize;
    for (let j = 0; j < innerSize; j++) sums[to + j] += values[from + j];
  }
  return output;
}
