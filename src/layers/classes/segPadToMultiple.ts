import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { fittingSize } from '../../core/shapes.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegPadToMultiple}. */
export interface SegPadToMultipleOptions extends SegLayerOptions {
  /** What height and width become multiples of. */
  readonly multiple: number;
  /** What they become at least, a multiple itself; 0 by default. */
  readonly minimum?: number | undefined;
}

/**
 * Repeats the edge pixels at the bottom and at the right until height and width are multiples of a number.
 * {@link SegCropLike} takes them off again. With nothing added at the top and left, pixels keep their places.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegPadToMultiple } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const padded = new SegPadToMultiple({ multiple: 16 }).apply(tf.zeros([1, 250, 250, 3])) as tf.Tensor;
 * console.log(padded.shape); // [1, 256, 256, 3]
 * ```
 */
export class SegPadToMultiple extends layers.layers.Layer {
  static readonly className = 'SegPadToMultiple';

  private readonly multiple: number;
  private readonly minimum: number;

  constructor(options: SegPadToMultipleOptions) {
    super({ ...options });
    this.multiple = options.multiple;
    this.minimum = options.minimum ?? 0;
  }

  private paddedSize(size: number): number {
    return fittingSize(size, { divisor: this.multiple, minimum: this.minimum });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.padAxis(this.padAxis(oneInput(inputs), 1), 2));
  }

  /** By slices: the gradient of tfjs's `mirrorPad` is wrong. */
  private padAxis(x: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
    const length = x.shape[axis];
    const missing = this.paddedSize(length) - length;
    if (missing === 0) return x;
    const alongAxis = (value: number, others: readonly number[]): [number, number, number, number] =>
      others.map((other, index) => (index === axis ? value : other)) as [number, number, number, number];
    const edge = tf.slice(x, alongAxis(length - 1, [0, 0, 0, 0]), alongAxis(1, x.shape));
    return tf.concat([x, tf.mul(edge, tf.ones(alongAxis(missing, [1, 1, 1, 1])))], axis) as tf.Tensor4D;
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width, channels] = oneShape(inputShape);
    const padded = (size: number | null): number | null => (size === null ? null : this.paddedSize(size));
    return [count, padded(height), padded(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { multiple, minimum } = this;
    return { ...super.getConfig(), multiple, ...(minimum > 0 && { minimum }) };
  }
}
