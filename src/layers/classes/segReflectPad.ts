import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { axisPadding, checkPadding } from '../../ops/convolution/padding.js';
import { padReflect, type ReflectPadding } from '../../ops/convolution/padReflect.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegReflectPad}. */
export interface SegReflectPadOptions extends SegLayerOptions {
  /** A number on each side, or `[[top, bottom], [left, right]]`. */
  readonly padding: ReflectPadding;
}

/**
 * Pads with what lies on the other side of the edge, the edge pixels themselves not repeated.
 *
 * @throws OptionError for a padding that is none, ShapeError if more is asked for than lies behind the edge.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegReflectPad } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const padded = new SegReflectPad({ padding: 3 }).apply(layers.input({ shape: [64, 64, 3] })) as layers.SymbolicTensor;
 * console.log(padded.shape); // [null, 70, 70, 3]
 * ```
 */
export class SegReflectPad extends layers.layers.Layer {
  static readonly className = 'SegReflectPad';

  private readonly padding: ReflectPadding;

  constructor(options: SegReflectPadOptions) {
    super({ ...options });
    checkPadding('SegReflectPad', options.padding);
    this.padding = options.padding;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return padReflect(oneInput(inputs), this.padding);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width, channels] = oneShape(inputShape);
    const padded = (size: number | null, axis: 0 | 1): number | null => {
      if (size === null) return null;
      const [before, after] = axisPadding(this.padding, axis, { size, window: 1, stride: 1 });
      return size + before + after;
    };
    return [count, padded(height, 0), padded(width, 1), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.padding } as unknown as tf.serialization.ConfigDict;
  }
}
