import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { layerNorm } from '../../ops/normalization/layerNorm.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegLayerNorm}. */
export interface SegLayerNormOptions extends SegLayerOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Layer normalization over channels, of pictures `[N,H,W,C]` and of tokens `[N,T,C]`. Weights: `gamma` and `beta`, `[C]`.
 *
 * @throws OptionError for an epsilon below 0.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegLayerNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const norm = new SegLayerNorm({ epsilon: 1e-6 });
 * const output = norm.apply(layers.input({ shape: [196, 64] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 196, 64]
 * ```
 */
export class SegLayerNorm extends layers.layers.Layer {
  static readonly className = 'SegLayerNorm';

  private readonly epsilon: number;
  private gamma!: layers.LayerVariable;
  private beta!: layers.LayerVariable;

  constructor(options: SegLayerNormOptions = {}) {
    super({ ...options });
    const { epsilon = 1e-5 } = options;
    checkNumber('SegLayerNorm', 'epsilon', epsilon, { min: 0 });
    this.epsilon = epsilon;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const channels = oneShape(inputShape).at(-1) as number;
    this.gamma = this.addWeight('gamma', [channels], 'float32', layers.initializers.ones());
    this.beta = this.addWeight('beta', [channels], 'float32', layers.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [gamma, beta] = [this.gamma.read(), this.beta.read()] as [tf.Tensor1D, tf.Tensor1D];
      return layerNorm(oneInput(inputs) as tf.Tensor, gamma, beta, { epsilon: this.epsilon });
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}
