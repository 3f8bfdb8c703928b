import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

/**
 * Cuts its first input at the bottom and at the right to the height and width of its second.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegCropLike } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const cropped = new SegCropLike().apply([tf.zeros([1, 256, 256, 1]), tf.zeros([1, 250, 250, 3])]) as tf.Tensor;
 * console.log(cropped.shape); // [1, 250, 250, 1]
 * ```
 */
export class SegCropLike extends layers.layers.Layer {
  static readonly className = 'SegCropLike';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, like] = inputs as [tf.Tensor4D, tf.Tensor4D];
    const [count, height, width, channels] = x.shape;
    if (height === like.shape[1] && width === like.shape[2]) return x;
    return tf.slice(x, [0, 0, 0, 0], [count, like.shape[1], like.shape[2], channels]);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [x, like] = inputShape as layers.Shape[];
    return [x[0], like[1], like[2], x[3]];
  }
}
