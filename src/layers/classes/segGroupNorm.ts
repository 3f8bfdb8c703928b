import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkGroups, groupNorm } from '../../ops/normalization/groupNorm.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegGroupNorm}. */
export interface SegGroupNormOptions extends SegLayerOptions {
  /** How many groups the channels are put in; it must divide their number. 8 by default. */
  readonly groups?: number;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** Whether there is a gamma. */
  readonly scale?: boolean;
  /** Whether there is a beta. */
  readonly center?: boolean;
}

/**
 * Group normalization, which TensorFlow.js lacks. It knows no batch statistics: training and prediction are the same,
 * and a batch of one is as good as any.
 *
 * @throws OptionError if `groups` does not divide the channels.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegGroupNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const norm = new SegGroupNorm({ groups: 4 });
 * const output = norm.apply(layers.input({ shape: [64, 64, 8] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 64, 64, 8]
 * ```
 */
export class SegGroupNorm extends layers.layers.Layer {
  static readonly className: string = 'SegGroupNorm';

  protected readonly groups: number;
  protected readonly epsilon: number;
  protected readonly scale: boolean;
  protected readonly center: boolean;
  private gamma: layers.LayerVariable | undefined;
  private beta: layers.LayerVariable | undefined;

  constructor(options: SegGroupNormOptions = {}) {
    super({ ...options });
    const { groups = 8, epsilon = 1e-5, scale = true, center = true } = options;
    this.groups = groups;
    this.epsilon = epsilon;
    this.scale = scale;
    this.center = center;
  }

  /** How many groups a number of channels is put in. */
  protected groupsOf(_channels: number): number {
    return this.groups;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const channels = oneShape(inputShape).at(-1) as number;
    checkGroups(this.getClassName(), this.groupsOf(channels), channels);
    if (this.scale) this.gamma = this.addWeight('gamma', [channels], 'float32', layers.initializers.ones());
    if (this.center) this.beta = this.addWeight('beta', [channels], 'float32', layers.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneInput(inputs);
      const channels = x.shape[3];
      const gamma = (this.gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
      const beta = (this.beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
      return groupNorm(x, gamma, beta, { groups: this.groupsOf(channels), epsilon: this.epsilon });
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { groups, epsilon, scale, center } = this;
    return { ...super.getConfig(), groups, epsilon, scale, center };
  }
}
