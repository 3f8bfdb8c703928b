import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkInputSize } from '../inputSize.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegInputGuard}. */
export interface SegInputGuardOptions extends SegLayerOptions {
  /** What height and width must be multiples of. */
  readonly divisor: number;
  /** The function to name in the message. */
  readonly architecture: string;
  /** The least height and width, where that is more than the divisor. */
  readonly minimum?: number | undefined;
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
  private readonly minimum: number | undefined;
  private readonly hasDepth: boolean;

  constructor(options: SegInputGuardOptions) {
    super({ ...options });
    this.divisor = options.divisor;
    this.architecture = options.architecture;
    this.minimum = options.minimum;
    this.hasDepth = options.hasDepth ?? true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = oneInput(inputs);
    const { architecture, divisor, minimum, hasDepth } = this;
    checkInputSize(architecture, x.shape[1], x.shape[2], { divisor, minimum, hasDepth });
    return x;
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  /** TensorFlow.js changes the case of words in what it saves, `deeplabV3Plus` among them, but not in a `name`. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    layer: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { name } = config.architecture as { name: string };
    return new layer({ ...config, architecture: name });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { divisor, minimum, architecture, hasDepth } = this;
    const own = {
      divisor,
      architecture: { name: architecture },
      ...(minimum && { minimum }),
      ...(!hasDepth && { hasDepth }),
    };
    return { ...super.getConfig(), ...own };
  }
}
