import type * as tf from '@tensorflow/tfjs-core';
import { type BandedMatrix, bandedMatrix } from './bandedMatrix.js';
import { resample } from './resample.js';

/** The free number of the cubic: PyTorch's and OpenCV's. */
const sharpness = -0.75;

/**
 * Bicubic resizing with half-pixel centres and the right gradient, without antialiasing; edge pixels are repeated. It is
 * PyTorch's `bicubic` with `align_corners=False`: Keys' cubic with a = −0.75.
 *
 * `x` is `[N,H,W,C]`, `size` is `[height, width]`.
 *
 * @see Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { resizeBicubic } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(resizeBicubic(tf.ones([1, 4, 4, 2]), [8, 8]).shape); // [1, 8, 8, 2]
 * ```
 */
export function resizeBicubic(x: tf.Tensor4D, size: readonly [height: number, width: number]): tf.Tensor4D {
  return resample(x, bicubicMatrix(x.shape[1], size[0]), bicubicMatrix(x.shape[2], size[1]));
}

/** The weights with which each of `out` samples takes from `size` ones. */
function bicubicMatrix(size: number, out: number): BandedMatrix {
  return bandedMatrix(out, size, (i) => {
    const source = ((i + 0.5) * size) / out - 0.5;
    const low = Math.floor(source);
    return [-1, 0, 1, 2].map((step) => ({
      column: Math.min(Math.max(low + step, 0), size - 1),
      weight: cubic(Math.abs(source - low - step)),
    }));
  });
}

/** The weight of a sample at a distance. */
function cubic(distance: number): number {
  const a = sharpness;
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
  return 0;
}
