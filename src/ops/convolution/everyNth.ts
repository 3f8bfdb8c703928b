import * as tf from '@tensorflow/tfjs-core';

/** Every n-th row and column, from the first on. (tfjs's `stridedSlice` has no gradient.) */
export function everyNth(x: tf.Tensor4D, [down, across]: readonly [number, number]): tf.Tensor4D {
  if (down === 1 && across === 1) return x;
  const [count, height, width, channels] = x.shape;
  const [rows, columns] = [Math.ceil(height / down), Math.ceil(width / across)];
  const padded = tf.pad(x, [
    [0, 0],
    [0, rows * down - height],
    [0, columns * across - width],
    [0, 0],
  ]);
  const blocks = tf.reshape(padded, [count, rows, down, columns, across * channels]);
  return tf.reshape(tf.slice(blocks, [0, 0, 0, 0, 0], [count, rows, 1, columns, channels]), [
    count,
    rows,
    columns,
    channels,
  ]);
}
