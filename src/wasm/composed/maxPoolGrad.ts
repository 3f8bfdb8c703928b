import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../convGeometry.js';

/**
 * The gradient of max pooling, by a walk over the backend's memory from JavaScript: each output's goes to the first of
 * its inputs, by rows, that has the maximum.
 *
 * tfjs's own kernel starts its search from the least positive number, so that windows without one get no gradient; and
 * it takes longer.
 */
export function composedMaxPoolGrad(
  backend: BackendWasm,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
  geometry: ConvGeometry,
): tf.TensorInfo {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo } = geometry;
  // The output first: its allocation may grow the memory, which detaches every view made before.
  const output = backend.makeOutput(geometry.inShape, 'float32');
  const dx = backend.typedArrayFromHeap(output).fill(0);
  const values = backend.typedArrayFromHeap(x);
  const gradients = backend.typedArrayFromHeap(dy);
  let from = 0;
  for (let picture = 0; picture < geometry.batchSize; picture++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * strideHeight - padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * strideWidth - padInfo.left;
        for (let channel = 0; channel < inChannels; channel++) {
          let highest = -Infinity;
          let place = -1;
          for (let row = Math.max(0, top); row < Math.min(inHeight, top + geometry.filterHeight); row++) {
            for (let column = Math.max(0, left); column < Math.min(inWidth, left + geometry.filterWidth); column++) {
              const at = ((picture * inHeight + row) * inWidth + column) * inChannels + channel;
              if (place < 0 || values[at] > highest) [highest, place] = [values[at], at];
            }
          }
          if (place >= 0) dx[place] += gradients[from];
          from++;
        }
      }
    }
  }
  return output;
}
