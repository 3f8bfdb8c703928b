import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { type UpsampleMethod, upsample } from '../../ops/resizing/upsample.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegUpsampling}. */
export interface SegUpsamplingOptions extends SegLayerOptions {
  /** How many times larger; a whole number, 2 by default. */
  readonly scale?: number;
  /** `nearest` by default. */
  readonly method?: UpsampleMethod;
}

/**
 * Enlarges feature maps by a whole number. `bilinear` has half-pixel centres, as PyTorch and Keras 2 have and
 * TensorFlow.js has not, and both methods have the right gradient.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegUpsampling } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const larger = new SegUpsampling({ scale: 2, method: 'bilinear' }).apply(tf.ones([1, 4, 4, 3]));
 * console.log((larger as tf.Tensor).shape); // [1, 8, 8, 3]
 * ```
 */
export class SegUpsampling extends layers.layers.Layer {
  static readonly className = 'SegUpsampling';

  private readonly scale: number;
  private readonly method: UpsampleMethod;

  constructor(options: SegUpsamplingOptions = {}) {
    super({ ...options });
    const { scale = 2, method = 'nearest' } = options;
    this.scale = scale;
    this.method = method;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => upsample(oneInput(inputs), { scale: this.scale, method: this.method }));
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width, channels] = oneShape(inputShape);
    const larger = (size: number | null): number | null => (size === null ? null : size * this.scale);
    return [count, larger(height), larger(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { scale, method } = this;
    return { ...super.getConfig(), scale, method };
  }
}
