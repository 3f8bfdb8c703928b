import * as tf from '@tensorflow/tfjs-core';

/**
 * The sum of `x` over everything but its last axis, `[C]`.
 *
 * Written as two products with vectors of ones: `tf.sum` over leading axes transposes first, which is 20 times slower on
 * wasm. Taking the last two axes together keeps one partial sum a column, so float32 loses nothing in large pictures.
 */
export function sumOverPositions(x: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const channels = x.shape[x.rank - 1];
    const width = x.rank > 2 ? x.shape[x.rank - 2] : 1;
    const rows = x.size / (width * channels);
    const columns = tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, width * channels])); // [1,W·C]
    const sum = width === 1 ? columns : tf.matMul(tf.ones([1, width]), tf.reshape(columns, [width, channels]));
    return tf.reshape(sum, [channels]);
  });
}

/** The sums of `x` `[N,H,W,C]` over each picture, `[N,C]`. */
export function sumOverPictures(x: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    const [count, height, width, channels] = x.shape;
    const columns = tf.matMul(tf.ones([count, 1, height]), tf.reshape(x, [count, height, width * channels]));
    const sums = tf.matMul(tf.ones([count, 1, width]), tf.reshape(columns, [count, width, channels]));
    return tf.reshape(sums, [count, channels]);
  });
}
