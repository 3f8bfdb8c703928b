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
 * @param mass `[R,M]`, how much each pixel counts; 0 leaves it out. Absent: 1.
 */
export function lovaszWeights(errors: tf.Tensor2D, truth: tf.Tensor2D, mass?: tf.Tensor2D): tf.Tensor2D {
  return withoutGradient(() => {
    const order = descendingOrder(mass ? lastWhereEmpty(errors, mass) : errors); // [R·M]
    const sorted = (x: tf.Tensor): tf.Tensor2D => tf.reshape(tf.gather(tf.reshape(x, [-1]), order), errors.shape);
    const lost = sorted(mass ? tf.mul(truth, mass) : truth);
    const gained: tf.Tensor2D = tf.sub(mass ? sorted(mass) : tf.ones(errors.shape), lost);
    const places = tf.reshape(order, [-1, 1]) as tf.Tensor2D;
    const weights = tf.scatterND(places, tf.reshape(lossGrowth(lost, gained), [-1]), [errors.size]);
    return tf.reshape(weights, errors.shape);
  });
}

/** By how much each pixel of a sorted row makes the Jaccard loss grow. */
function lossGrowth(lost: tf.Tensor2D, gained: tf.Tensor2D): tf.Tensor2D {
  const total = tf.sum(lost, 1, true); // [R,1]
  const intersection = tf.sub(total, tf.cumsum(lost, 1, true));
  const union = tf.add<tf.Tensor2D>(total, tf.cumsum(gained, 1, true));
  const numerator = tf.add<tf.Tensor2D>(tf.mul(intersection, gained), tf.mul(union, lost));
  const product = tf.mul<tf.Tensor2D>(union, tf.add(union, gained));
  const hasUnion = tf.greater(union, 0);
  const growth: tf.Tensor2D = tf.div(numerator, tf.where(hasUnion, product, tf.ones(product.shape)));
  // Without a true pixel, the first error makes the loss 1 at once.
  return tf.where(hasUnion, growth, tf.cast(tf.greater<tf.Tensor2D>(gained, 0), 'float32'));
}

/** Errors that put pixels without mass behind all others. */
function lastWhereEmpty(errors: tf.Tensor2D, mass: tf.Tensor2D): tf.Tensor2D {
  return tf.where(tf.greater(mass, 0), errors, tf.fill(errors.shape, -3e38));
}

/** The places of all values in the flattened tensor, row by row, each row from its largest value to its smallest. */
function descendingOrder(x: tf.Tensor2D): tf.Tensor1D {
  const [rows, size] = x.shape;
  const { indices } = tf.topk(x, size);
  if (rows === 1) return tf.reshape(indices, [-1]);
  const starts = tf.mul(tf.range(0, rows), size); // [R]
  // In float32 as long as that is exact: adding whole numbers with broadcasting is 50 times slower on wasm.
  const isExact = x.size < 2 ** 24;
  const dtype = isExact ? 'float32' : 'int32';
  const places = tf.add(tf.cast(indices, dtype), tf.reshape(tf.cast(starts, dtype), [rows, 1]));
  return tf.reshape(tf.cast(places, 'int32'), [-1]);
}
