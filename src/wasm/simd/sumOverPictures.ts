import type * as tf from '@tensorflow/tfjs-core';
import { firstHalf } from '../../core/pictureTree.js';
import type { Native, Pointer } from './native.js';

/**
 * A sum over the pictures of a batch, taken by halves.
 *
 * @param compute - Writes the sum over `count` pictures from `first` on.
 */
export function sumOverPictures(
  native: Native,
  pictures: number,
  shape: readonly number[],
  compute: (first: number, count: number, result: Pointer) => void,
): tf.TensorInfo {
  const size = shape.reduce((product, length) => product * length, 1);
  const sum = (first: number, count: number): tf.TensorInfo => {
    const half = firstHalf(count);
    if (half === 0) {
      const result = native.output(shape);
      compute(first, count, native.pointer(result));
      return result;
    }
    const left = sum(first, half);
    const right = sum(first + half, count - half);
    native.addTo(native.pointer(left), native.pointer(right), size);
    native.release(right);
    return left;
  };
  return sum(0, pictures);
}

/** Where a picture of a batch lies. */
export function pictureAt(native: Native, batch: tf.TensorInfo, picture: number): Pointer {
  const size = batch.shape.slice(1).reduce((product, length) => product * length, 1);
  return native.pointer(batch) + picture * size * Float32Array.BYTES_PER_ELEMENT;
}
