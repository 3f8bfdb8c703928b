import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber } from '../../core/options.js';
import {
  checkInterpolateOptions,
  type InterpolateMethod,
  type InterpolateOptions,
  interpolate,
} from '../../ops/resizing/interpolate.js';
import type { SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegResize}. */
export interface SegResizeOptions extends SegLayerOptions, InterpolateOptions {
  /** How many times larger, a whole number; 2 by default. With a second input it is left out. */
  readonly scale?: number | null;
}

/**
 * Resizes feature maps as PyTorch's `F.interpolate` does: a single input by `scale`, two of them, `[x, like]`, to the height
 * and width of the second.
 *
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegResize } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const likeSkip = new SegResize({ method: 'bilinear' });
 * const resized = likeSkip.apply([tf.ones([1, 8, 8, 64]), tf.ones([1, 15, 17, 32])]) as tf.Tensor;
 * console.log(resized.shape); // [1, 15, 17, 64]
 * ```
 */
export class SegResize extends layers.layers.Layer {
  static readonly className = 'SegResize';

  private readonly method: InterpolateMethod;
  private readonly coordinates: 'halfPixel' | 'alignCorners';
  private readonly scale: number | null;

  constructor(options: SegResizeOptions = {}) {
    super({ ...options });
    const { method = 'bilinear', coordinates = 'halfPixel', scale = null } = options;
    checkInterpolateOptions('SegResize', { method, coordinates });
    if (scale !== null) checkNumber('SegResize', 'scale', scale, { min: 1, integer: true });
    this.method = method;
    this.coordinates = coordinates;
    this.scale = scale;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const all = (Array.isArray(inputs) ? inputs : [inputs]) as tf.Tensor4D[];
    const [, height, width] = this.sizeOf(all.map(({ shape }) => shape));
    const { method, coordinates } = this;
    return interpolate(all[0], [height as number, width as number], { method, coordinates });
  }

  private sizeOf(shapes: readonly layers.Shape[]): layers.Shape {
    const [x, like] = shapes;
    if (like && this.scale !== null) {
      throw new OptionError(
        `SegResize: scale is ${this.scale}, and there is a second input, which says the size. Leave one of them out.`,
        { option: 'scale', value: this.scale },
      );
    }
    const scaled = (size: number | null): number | null => (size === null ? null : size * (this.scale ?? 2));
    return like ? [x[0], like[1], like[2], x[3]] : [x[0], scaled(x[1]), scaled(x[2]), x[3]];
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return this.sizeOf(Array.isArray(inputShape[0]) ? (inputShape as layers.Shape[]) : [inputShape as layers.Shape]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { method, coordinates, scale } = this;
    return { ...super.getConfig(), method, coordinates, scale };
  }
}
