import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { batchNormInference } from '../../ops/normalization/batchNormInference.js';
import { movingStatistics } from '../../ops/normalization/batchNormKernels.js';
import { batchNormTrain } from '../../ops/normalization/batchNormTrain.js';
import { type LayerCallOptions, oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';
import { batchParts } from '../sharedBatch.js';

/** Options of {@link SegBatchNorm}. */
export interface SegBatchNormOptions extends SegLayerOptions {
  /** The weight of the old statistics when a batch comes in; 0.9 by default. PyTorch's momentum is one minus this. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** Whether there is a gamma. */
  readonly scale?: boolean;
  /** Whether there is a beta. */
  readonly center?: boolean;
  /** Which variance is remembered: `unbiased` (divided by n − 1) as PyTorch does, or `biased` (by n) as Keras does. */
  readonly varianceForm?: 'unbiased' | 'biased';
}

/**
 * Batch normalization over N, H and W, which can be frozen and can do without gamma and beta.
 *
 * In training it uses the statistics of the batch and remembers them; in prediction, and wherever `trainable` is
 * false, it uses the remembered ones and leaves them as they are. (tfjs's own goes on changing them, and fails without
 * gamma or beta.) Where several workers of `fit` share a batch, the statistics are those of all of it, unless `fit` is told
 * otherwise.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegBatchNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const norm = new SegBatchNorm({ momentum: 0.99, epsilon: 1e-3, varianceForm: 'biased' }); // as Keras has it
 * const output = norm.apply(layers.input({ shape: [64, 64, 8] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 64, 64, 8]
 * ```
 */
export class SegBatchNorm extends layers.layers.Layer {
  static readonly className = 'SegBatchNorm';

  private readonly momentum: number;
  private readonly epsilon: number;
  private readonly scale: boolean;
  private readonly center: boolean;
  private readonly varianceForm: 'unbiased' | 'biased';
  private gamma: layers.LayerVariable | undefined;
  private beta: layers.LayerVariable | undefined;
  private movingMean!: layers.LayerVariable;
  private movingVariance!: layers.LayerVariable;

  constructor(options: SegBatchNormOptions = {}) {
    super({ ...options });
    const { momentum = 0.9, epsilon = 1e-5, scale = true, center = true, varianceForm = 'unbiased' } = options;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.scale = scale;
    this.center = center;
    this.varianceForm = varianceForm;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const channels = oneShape(inputShape).at(-1) as number;
    const ones = layers.initializers.ones();
    const zeros = layers.initializers.zeros();
    if (this.scale) this.gamma = this.addWeight('gamma', [channels], 'float32', ones);
    if (this.center) this.beta = this.addWeight('beta', [channels], 'float32', zeros);
    this.movingMean = this.addWeight('moving_mean', [channels], 'float32', zeros, undefined, false);
    this.movingVariance = this.addWeight('moving_variance', [channels], 'float32', ones, undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: LayerCallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = oneInput(inputs);
      const channels = x.shape[3];
      const gamma = (this.gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
      const beta = (this.beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
      const { epsilon } = this;
      if (!options.training || this.isFrozen()) {
        const mean = this.movingMean.read() as tf.Tensor1D;
        const variance = this.movingVariance.read() as tf.Tensor1D;
        return batchNormInference(x, mean, variance, gamma, beta, { epsilon });
      }
      const { y, mean, variance, count } = batchNormTrain(x, gamma, beta, { epsilon, parts: batchParts() });
      this.remember(mean, variance, count);
      return y;
    });
  }

  /** Frozen by `layer.trainable = false`, or by `model.trainable = false`, which only reaches the weights. */
  private isFrozen(): boolean {
    const weights = this._trainableWeights;
    return !this.trainable || (weights.length > 0 && weights.every((weight) => !weight.trainable));
  }

  private remember(mean: tf.Tensor1D, variance: tf.Tensor1D, count: number): void {
    const correction = this.varianceForm === 'unbiased' && count > 1 ? count / (count - 1) : 1;
    const [oldMean, oldVariance] = [this.movingMean.read(), this.movingVariance.read()];
    const { momentum } = this;
    const inputs = { oldMean, oldVariance, mean, variance };
    const [newMean, newVariance] = movingStatistics(inputs, { momentum, correction });
    this.movingMean.write(newMean);
    this.movingVariance.write(newVariance);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { momentum, epsilon, scale, center, varianceForm } = this;
    return { ...super.getConfig(), momentum, epsilon, scale, center, varianceForm };
  }
}
