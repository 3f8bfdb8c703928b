import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { drawDropout } from '../drawDropout.js';
import { type LayerCallOptions, oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegDropout}. */
export interface SegDropoutOptions extends SegLayerOptions {
  /** The share of numbers that is dropped, from 0 to less than 1. */
  readonly rate: number;
  /** Makes the draw depend on this, the layer's name, the step and the place of the picture in it alone. */
  readonly seed?: number | null;
}

/**
 * Drops single numbers in training and enlarges the others to make up for it, on tensors of any rank.
 *
 * With a `seed`, what is dropped of a picture depends on the step of the training and the picture's place in it: `fit`
 * says which they are, and in a loop of your own each call is a step. (tfjs's own drops the same numbers in every call,
 * once it has a seed.)
 *
 * @throws OptionError for a rate outside [0, 1).
 * @see Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegDropout } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const dropout = new SegDropout({ rate: 0.5, seed: 1 });
 * const output = dropout.apply(tf.ones([1, 8]), { training: true }) as tf.Tensor;
 * console.log(output.dataSync()); // each number 0 or 2
 * ```
 */
export class SegDropout extends layers.layers.Layer {
  static readonly className = 'SegDropout';

  private readonly rate: number;
  private readonly seed: number | undefined;
  private calls = 0;

  constructor(options: SegDropoutOptions) {
    super({ ...options });
    checkNumber('SegDropout', 'rate', options.rate, { min: 0, max: 1 - Number.EPSILON });
    this.rate = options.rate;
    this.seed = options.seed ?? undefined;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: LayerCallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x: tf.Tensor = oneInput(inputs);
      if (!options.training || this.rate === 0) return x;
      const { name, rate, seed } = this;
      const [count, ...rest] = x.shape;
      const factors = drawDropout(
        { name, rate, seed, nextCall: () => ++this.calls },
        count,
        tf.util.sizeFromShape(rest),
      );
      return tf.mul(x, tf.tensor(factors, x.shape));
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rate, seed = null } = this;
    return { ...super.getConfig(), rate, seed };
  }
}
