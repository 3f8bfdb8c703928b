import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegCropLike}. */
export interface SegCropLikeOptions extends SegLayerOptions {
  /** How many times smaller than the second input the output is, rounded up; 1 by default. */
  readonly scale?: number;
}

/**
 * Cuts its first input at the bottom and at the right to the height and width of its second, or to a part of them.
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

  private readonly scale: number;

  constructor(options: SegCropLikeOptions = {}) {
    super({ ...options });
    this.scale = options.scale ?? 1;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, like] = inputs as [tf.Tensor4D, tf.Tensor4D];
    const [count, , , channels] = x.shape;
    const [height, width] = [like.shape[1], like.shape[2]].map((size) => Math.ceil(size / this.scale));
    if (x.shape[1] === height && x.shape[2] === width) return x;
    return tf.slice(x, [0, 0, 0, 0], [count, height, width, channels]);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [x, like] = inputShape as layers.Shape[];
    const part = (size: number | null): number | null => (size === null ? null : Math.ceil(size / this.scale));
    return [x[0], part(like[1]), part(like[2]), x[3]];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { scale } = this;
    return { ...super.getConfig(), ...(scale !== 1 && { scale }) };
  }
}
