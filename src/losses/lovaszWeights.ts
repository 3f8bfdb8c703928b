import * as tf from '@tensorflow/tfjs-core';
import { withoutGradient } from '../ops/stopGradient.js';

/**
 * The gradient of the Lovász extension of the Jaccard loss: by how much the loss grows as each pixel joins the set of
 * errors, largest error first, `[R,M]` in the order of the pixels. `Σ error·weight` of a row is its Lovász loss.
 *
 * A pixel of mass m that is true takes `a = m` from the intersection I, one that is false adds `b = m` to the union U:
 * the loss grows by `(I·b + U·a) / (U·(U + b))`. The usual difference of two running losses loses its digits in large
 * pictures, this does not.
 *
 * The sort has no gradient in TensorFlow.js and needs none: the weights are constant between two changes of order.
 *
 * @param errors `[R,M]`, one row a set
 * @param truth `[R,M]`, 0 or 1
 * @param mass `[R,M]`, how much each pixel counts; 0 leaves it out
 */
export function lovaszWeights(errors: tf.Tensor2D, truth: tf.Tensor2D, mass: tf.Tensor2D): tf.Tensor2D {
  return withoutGradient(() => {
    const [rows, size] = errors.shape;
    const keys = tf.where(tf.greater(mass, 0), errors, tf.fill([rows, size], -3e38)); // what does not count comes last
    const { indices } = tf.topk(keys, size);
    const starts = tf.reshape(tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(size, 'int32')), [rows, 1]);
    const order = tf.reshape(tf.add(indices, starts), [-1]) as tf.Tensor1D;
    const sorted = (x: tf.Tensor): tf.Tensor2D => tf.reshape(tf.gather(tf.reshape(x, [-1]), order), [rows, size]);

    const a = tf.mul(mass, truth);
    const lost = sorted(a);
    const gained = sorted(tf.sub(mass, a));
    const total = tf.sum(a, 1, true); // [R,1]
    const intersection = tf.sub(total, tf.cumsum(lost, 1, true));
    const union = tf.add(total, tf.cumsum(gained, 1, true));
    const growth = tf.div(
      tf.add(tf.mul(intersection, gained), tf.mul(union, lost)),
      tf.maximum(tf.mul(union, tf.add(union, gained)), 1e-30),
    );
    // Without a true pixel, the first error makes the loss 1 at once.
    const first = tf.cast(tf.greater(gained, 0), 'float32');
    const weights = tf.where(tf.greater(union, 0), growth, first);
    const places = tf.reshape(order, [-1, 1]);
    return tf.reshape(tf.scatterND(places, tf.reshape(weights, [-1]), [rows * size]), [rows, size]) as tf.Tensor2D;
  });
}
