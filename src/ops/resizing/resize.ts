import * as tf from '@tensorflow/tfjs-core';
import {
  type BilinearCoordinates,
  bilinearMatrix,
  type NearestCoordinates,
  nearestIndices,
  nearestMatrix,
} from './interpolationMatrix.js';
import { hasResampleKernel, resample, resampleBack } from './resample.js';

/** Options of {@link resizeBilinear}. */
export interface ResizeBilinearOptions {
  /** `halfPixel` by default, as PyTorch's `align_corners=false`. */
  readonly coordinates?: BilinearCoordinates;
}

/** Options of {@link resizeNearest}. */
export interface ResizeNearestOptions {
  /** `floor` by default, as PyTorch's `nearest`; `halfPixel` is its `nearest-exact`. */
  readonly coordinates?: NearestCoordinates;
}

/**
 * Bilinear resizing with the right gradient, without antialiasing. (tfjs computes the gradient of its half-pixel resizing
 * as if it were the old TensorFlow one, and that of pictures that are not square not at all on cpu.)
 *
 * `x` is `[N,H,W,C]`, `size` is `[height, width]`.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { resizeBilinear } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([0, 4], [1, 1, 2, 1]);
 * console.log(resizeBilinear(x, [1, 4]).dataSync()); // 0, 1, 3, 4
 * ```
 */
export function resizeBilinear(
  x: tf.Tensor4D,
  size: readonly [number, number],
  { coordinates = 'halfPixel' }: ResizeBilinearOptions = {},
): tf.Tensor4D {
  const rows = bilinearMatrix(x.shape[1], size[0], coordinates);
  const columns = bilinearMatrix(x.shape[2], size[1], coordinates);
  if (hasResampleKernel()) return resample(x, rows, columns);
  const resize = tf.customGrad((input) => ({
    value: tf.image.resizeBilinear(
      input as tf.Tensor4D,
      [...size],
      coordinates === 'alignCorners',
      coordinates === 'halfPixel',
    ),
    gradFunc: (dy: tf.Tensor) => resampleBack(dy as tf.Tensor4D, rows, columns),
  }));
  return resize(x) as tf.Tensor4D;
}

/**
 * Nearest-neighbour resizing with the right gradient.
 *
 * `x` is `[N,H,W,C]`, `size` is `[height, width]`.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { resizeNearest } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([0, 4], [1, 1, 2, 1]);
 * console.log(resizeNearest(x, [1, 3]).dataSync()); // 0, 0, 4
 * ```
 */
export function resizeNearest(
  x: tf.Tensor4D,
  size: readonly [number, number],
  { coordinates = 'floor' }: ResizeNearestOptions = {},
): tf.Tensor4D {
  const rows = nearestMatrix(x.shape[1], size[0], coordinates);
  const columns = nearestMatrix(x.shape[2], size[1], coordinates);
  if (hasResampleKernel()) return resample(x, rows, columns);
  const resize = tf.customGrad((input) => ({
    value: takeNearest(input as tf.Tensor4D, size, coordinates),
    gradFunc: (dy: tf.Tensor) => resampleBack(dy as tf.Tensor4D, rows, columns),
  }));
  return resize(x) as tf.Tensor4D;
}

function takeNearest(
  x: tf.Tensor4D,
  [outHeight, outWidth]: readonly [number, number],
  coordinates: NearestCoordinates,
): tf.Tensor4D {
  const indices = (inSize: number, outSize: number): tf.Tensor1D =>
    tf.tensor1d(nearestIndices(inSize, outSize, coordinates), 'int32');
  const rows = tf.gather(x, indices(x.shape[1], outHeight), 1);
  return tf.gather(rows, indices(x.shape[2], outWidth), 2);
}
