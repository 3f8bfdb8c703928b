import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { drawDropout } from '../drawDropout.js';
import { type LayerCallOptions, oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegSpatialDropout}. */
export interface SegSpatialDropoutOptions extends SegLayerOptions {
  /** The share of channels that is dropped, from 0 to less than 1. */
  readonly rate: number;
  /** Makes the draw depend on this, the layer's name, the step and the place of the picture in it alone. */
  readonly seed?: number | null;
}

/**
 * Drops whole channels of each picture in training and enlarges the others to make up for it. Neighbouring pixels are so
 * alike that dropping single ones would hide nothing.
 *
 * With a `seed`, what is dropped of a picture depends on the step of the training and the picture's place in it: `fit`
 * says which they are, and in a loop of your own each call is a step. (tfjs's own drops the same channels in every call,
 * once it has a seed.)
 *
 * @see Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegSpatialDropout } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const dropout = new SegSpatialDropout({ rate: 0.5, seed: 1 });
 * const output = dropout.apply(tf.ones([1, 2, 2, 4]), { training: true }) as tf.Tensor;
 * console.log(output.dataSync()); // each channel 0 or 2
 * ```
 */
export class SegSpatialDropout extends layers.layers.Layer {
  static readonly className = 'SegSpatialDropout';

  private readonly rate: number;
  private readonly seed: number | undefined;
  private calls = 0;

  constructor(options: SegSpatialDropoutOptions) {
    super({ ...options });
    this.rate = options.rate;
    this.seed = options.seed ?? undefined;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: LayerCallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = oneInput(inputs);
      if (!options.training || this.rate === 0) return x;
      const { name, rate, seed } = this;
      const [count, , , channels] = x.shape;
      const factors = drawDropout({ name, rate, seed, nextCall: () => ++this.calls }, count, channels);
      return tf.mul(x, tf.tensor4d(factors, [count, 1, 1, channels]));
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
