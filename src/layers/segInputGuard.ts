import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkInputSize } from './inputSize.js';
import { oneInput, oneShape, type SegLayerOptions } from './layerArguments.js';

/** Options of {@link SegInputGuard}. */
export interface SegInputGuardOptions extends SegLayerOptions {
  /** What height and width must be multiples of. */
  readonly divisor: number;
  /** The function to name in the message. */
  readonly architecture: string;
  /** Whether the network has an option `depth` that would help; true by default. */
  readonly hasDepth?: boolean;
}

/**
 * Lets pictures pass whose height and width the network can halve often enough, and says what to do about the others.
 * Models that take any size begin with it; without it a wrong size would fail deep inside, at a concatenation.
 *
 * @throws ShapeError for a size that is not divisible.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegInputGuard, ShapeError } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * try {
 *   new SegInputGuard({ divisor: 16, architecture: 'mine' }).apply(tf.zeros([1, 250, 250, 3]));
 * } catch (error) {
 *   if (error instanceof ShapeError) console.log(error.expected); // [256, 256]
 * }
 * ```
 */
export class SegInputGuard extends layers.layers.Layer {
  static readonly className = 'SegInputGuard';

  private readonly divisor: number;
  private readonly architecture: string;
  private readonly hasDepth: boolean;

  constructor(options: SegInputGuardOptions) {
    super({ ...options });
    this.divisor = options.divisor;
    this.architecture = options.architecture;
    this.hasDepth = options.hasDepth ?? true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = oneInput(inputs);
    checkInputSize(this.architecture, x.shape[1], x.shape[2], this.divisor, this.hasDepth);
    return x;
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { divisor, architecture, hasDepth } = this;
    return { ...super.getConfig(), divisor, architecture, ...(!hasDepth && { hasDepth }) };
  }
}
