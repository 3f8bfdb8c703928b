import type * as tf from '@tensorflow/tfjs-core';
import type { AddSharedAttributes } from '../../ops/addShared.js';
import type { Native } from './native.js';

/** How many numbers are added at a time: few enough to stay in the second cache. */
const chunk = 1 << 14;

/** The sum of two arrays outside the memory of the backend, chunk by chunk, so that neither is copied as a whole. */
export function simdAddShared(native: Native, { first, second, shape }: AddSharedAttributes): tf.TensorInfo {
  const sum = native.output(shape);
  const to = native.pointer(sum);
  const scratch = native.scratch(4 * chunk);
  for (let start = 0; start < first.length; start += chunk) {
    const terms = second.subarray(start, start + chunk);
    native.writeFloats(to + 4 * start, first.subarray(start, start + chunk));
    native.writeFloats(scratch, terms);
    native.addTo(to + 4 * start, scratch, terms.length);
  }
  return sum;
}
