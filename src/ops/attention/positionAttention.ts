import * as tf from '@tensorflow/tfjs-core';

/**
 * Attention between all places of a picture, as MAnet in smp has it: `softmax(center·topᵀ)·bottom`, where the softmax runs
 * over all pairs of places at once, and the result `[H·W,C]` is read as `[C,H,W]`.
 *
 * `center` and `top` are `[N,H,W,K]`, `bottom` is `[N,H,W,C]`, and so is the result. Memory grows with (H·W)².
 *
 * @see Fan et al., MA-Net: A Multi-Scale Attention Network for Liver and Tumor Segmentation, 2020
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { positionAttention } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const [center, top, bottom] = [tf.zeros([1, 1, 2, 4]), tf.zeros([1, 1, 2, 4]), tf.ones([1, 1, 2, 1])] as tf.Tensor4D[];
 * console.log(positionAttention(center, top, bottom).dataSync()); // 0.5, 0.5: four equal weights, two for each place
 * ```
 */
export function positionAttention(center: tf.Tensor4D, top: tf.Tensor4D, bottom: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const [count, height, width, channels] = bottom.shape;
    const places = height * width;
    const flat = (x: tf.Tensor4D): tf.Tensor3D => tf.reshape(x, [count, places, x.shape[3]]);
    const scores = tf.matMul(flat(center), flat(top), false, true); // [N,HW,HW]
    const weights = tf.softmax(tf.reshape(scores, [count, places * places]));
    const mixed = tf.matMul(tf.reshape(weights, [count, places, places]), flat(bottom)); // [N,HW,C]
    // smp reads these numbers, place after place, as if they were channel after channel.
    const misread = tf.reshape(mixed, [count, channels, places]);
    return tf.reshape(tf.transpose(misread, [0, 2, 1]), [count, height, width, channels]);
  });
}
