import * as tf from '@tensorflow/tfjs-core';
import { type BandedMatrix, denseMatrix, isIdentity, transposeBanded } from './bandedMatrix.js';

/** What `SegResample` is given beside `x`. */
export interface ResampleAttributes {
  readonly rows: BandedMatrix;
  readonly columns: BandedMatrix;
}

/**
 * Makes each pixel of the result a weighted sum of pixels of `x`, whose weights are products of one for the row and one for
 * the column: resizing and averaging of every kind. With the right gradient.
 *
 * `x` is `[N,H,W,C]`, `rows` a matrix `[H′,H]`, `columns` one `[W′,W]`; the result is `[N,H′,W′,C]`. Backends may bring the
 * kernel `SegResample`; elsewhere it is made of two products of matrices.
 */
export function resample(x: tf.Tensor4D, rows: BandedMatrix, columns: BandedMatrix): tf.Tensor4D {
  const op = tf.customGrad((input) => ({
    value: runResample(input as tf.Tensor4D, rows, columns),
    gradFunc: (dy: tf.Tensor) => resampleBack(dy as tf.Tensor4D, rows, columns),
  }));
  return op(x) as tf.Tensor4D;
}

/** The gradient of {@link resample}: each input gets from the outputs what it gave to them. */
export function resampleBack(dy: tf.Tensor4D, rows: BandedMatrix, columns: BandedMatrix): tf.Tensor4D {
  return runResample(dy, transposeBanded(rows), transposeBanded(columns));
}

/** Whether the backend has a kernel of its own for it. */
export const hasResampleKernel = (): boolean => tf.getKernel('SegResample', tf.getBackend()) !== undefined;

function runResample(x: tf.Tensor4D, rows: BandedMatrix, columns: BandedMatrix): tf.Tensor4D {
  if (hasResampleKernel()) {
    const attributes = { rows, columns } as unknown as tf.NamedAttrMap;
    return tf.engine().runKernel('SegResample', { x }, attributes) as tf.Tensor4D;
  }
  return composedResample(x, rows, columns);
}

/** Two products with the weights, whose summed axis is put last: other products take a slow path on wasm. */
export function composedResample(x: tf.Tensor4D, rows: BandedMatrix, columns: BandedMatrix): tf.Tensor4D {
  return tf.tidy(() => {
    const [count, height, width, channels] = x.shape;
    const [outHeight, outWidth] = [rows.rows, columns.rows];
    const across = tf.transpose(x, [0, 1, 3, 2]); // [N,H,C,W]
    const resized = isIdentity(columns)
      ? across
      : tf.reshape(times(across, width, columns), [count, height, channels, outWidth]);
    const down = tf.transpose(resized, [0, 2, 3, 1]); // [N,C,W′,H]
    const both = isIdentity(rows)
      ? down
      : tf.reshape(times(down, height, rows), [count, channels, outWidth, outHeight]);
    return tf.transpose(both, [0, 3, 2, 1]) as tf.Tensor4D;
  });
}

/** Multiplies the last axis of a tensor, which has `length` values, with a matrix. */
function times(x: tf.Tensor, length: number, matrix: BandedMatrix): tf.Tensor {
  const transposed = tf.tensor2d(denseMatrix(transposeBanded(matrix)), [matrix.columns, matrix.rows]);
  return tf.matMul(tf.reshape(x, [-1, length]), transposed);
}
