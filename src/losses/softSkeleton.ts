import * as tf from '@tensorflow/tfjs-core';

/**
 * The soft skeleton of masks between 0 and 1, `[N,H,W,K]`: what opening takes away, gathered over `iterations` + 1 rounds
 * of erosion.
 *
 * @see Shit et al., "clDice – A Novel Topology-Preserving Loss Function for Tubular Structure Segmentation", CVPR 2021.
 */
export function softSkeleton(masks: tf.Tensor4D, iterations: number): tf.Tensor4D {
  let eroded = masks;
  let skeleton = ridges(eroded);
  for (let i = 0; i < iterations; i++) {
    eroded = erode(eroded);
    const found = ridges(eroded);
    skeleton = tf.add(skeleton, tf.relu(tf.sub(found, tf.mul(skeleton, found))));
  }
  return skeleton;
}

/** What an opening takes away. */
function ridges(x: tf.Tensor4D): tf.Tensor4D {
  const opened = tf.maxPool(erode(x), 3, 1, 'same');
  return tf.relu(tf.sub<tf.Tensor4D>(x, opened));
}

/** The minimum over a cross of five pixels; what is outside the picture does not count. */
function erode(x: tf.Tensor4D): tf.Tensor4D {
  const negative = tf.neg(x);
  const [rows, columns] = (
    [
      [3, 1],
      [1, 3],
    ] as const
  ).map((size) => tf.maxPool(negative, [...size], 1, 'same'));
  return tf.neg(tf.maximum<tf.Tensor4D>(rows, columns));
}
