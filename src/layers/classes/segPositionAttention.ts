import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { positionAttention } from '../../ops/attention/positionAttention.js';

/**
 * Attention between all places of a picture, of MAnet: three inputs `[N,H,W,K]`, `[N,H,W,K]` and `[N,H,W,C]`, see
 * {@link positionAttention}. It has no weights.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegPositionAttention } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const [center, top, bottom] = [tf.ones([1, 4, 4, 8]), tf.ones([1, 4, 4, 8]), tf.ones([1, 4, 4, 32])];
 * const output = new SegPositionAttention().apply([center, top, bottom]) as tf.Tensor;
 * console.log(output.shape); // [1, 4, 4, 32]
 * ```
 */
export class SegPositionAttention extends layers.layers.Layer {
  static readonly className = 'SegPositionAttention';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [center, top, bottom] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    return positionAttention(center, top, bottom);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return (inputShape as layers.Shape[])[2];
  }
}
