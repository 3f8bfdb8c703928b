import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { random } from '../../core/random.js';
import { stochasticDepth } from '../../ops/stochasticDepth.js';
import { dropoutPlace } from '../dropoutPlace.js';
import { type LayerCallOptions, oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegStochasticDepth}. */
export interface SegStochasticDepthOptions extends SegLayerOptions {
  /** The probability with which a picture is dropped, from 0 to less than 1. */
  readonly rate: number;
  /** Makes the draw depend on this, the layer's name, the step and the place of the picture in it alone. */
  readonly seed?: number | null;
}

/**
 * Drops whole pictures in training and enlarges the others to make up for it, on pictures `[N,H,W,C]` and tokens `[N,T,C]`.
 * On the branch of a residual block it leaves the branch out.
 *
 * @throws OptionError for a rate outside [0, 1).
 * @see Huang et al., Deep Networks with Stochastic Depth, 2016
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegStochasticDepth } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const branch = new SegStochasticDepth({ rate: 0.5, seed: 1 });
 * const output = branch.apply(tf.ones([4, 1, 1, 1]), { training: true }) as tf.Tensor;
 * console.log(output.dataSync()); // each picture 0 or 2
 * ```
 */
export class SegStochasticDepth extends layers.layers.Layer {
  static readonly className = 'SegStochasticDepth';

  private readonly rate: number;
  private readonly seed: number | undefined;
  private calls = 0;

  constructor(options: SegStochasticDepthOptions) {
    super({ ...options });
    checkNumber('SegStochasticDepth', 'rate', options.rate, { min: 0, max: 1 - Number.EPSILON });
    this.rate = options.rate;
    this.seed = options.seed ?? undefined;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: LayerCallOptions): tf.Tensor {
    const x = oneInput(inputs) as tf.Tensor;
    const { rate, seed, name } = this;
    if (!options.training || rate === 0) return x;
    const { step, firstPicture } = dropoutPlace() ?? { step: ++this.calls, firstPicture: 0 };
    const uniform = (n: number): number =>
      seed === undefined ? Math.random() : random(seed, 'stochasticDepth', name, step, firstPicture + n).uniform();
    return stochasticDepth(x, { rate, uniform });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rate, seed = null } = this;
    return { ...super.getConfig(), rate, seed };
  }
}
