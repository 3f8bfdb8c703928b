import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { ceilToMultiple } from '../core/shapes.js';
import { oneInput, oneShape, type SegLayerOptions } from './layerArguments.js';

/** Options of {@link SegPadToMultiple}. */
export interface SegPadToMultipleOptions extends SegLayerOptions {
  /** What height and width become multiples of. */
  readonly multiple: number;
}

/**
 * Adds zeros at the bottom and at the right until height and width are multiples of a number. {@link SegCropLike} takes
 * them off again.
 *
 * Zeros are also what a 'same' convolution sees beyond the border; and with nothing added at the top and left, pixels
 * keep their places.
 */
export class SegPadToMultiple extends layers.layers.Layer {
  static readonly className = 'SegPadToMultiple';

  private readonly multiple: number;

  constructor(options: SegPadToMultipleOptions) {
    super({ ...options });
    this.multiple = options.multiple;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = oneInput(inputs);
    const [, height, width] = x.shape;
    const bottom = ceilToMultiple(height, this.multiple) - height;
    const right = ceilToMultiple(width, this.multiple) - width;
    if (bottom === 0 && right === 0) return x;
    return tf.pad(x, [
      [0, 0],
      [0, bottom],
      [0, right],
      [0, 0],
    ]);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width, channels] = oneShape(inputShape);
    const padded = (size: number | null): number | null => (size === null ? null : ceilToMultiple(size, this.multiple));
    return [count, padded(height), padded(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), multiple: this.multiple };
  }
}
