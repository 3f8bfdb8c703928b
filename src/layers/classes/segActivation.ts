import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkOneOf } from '../../core/options.js';
import { gelu } from '../../ops/gelu.js';
import { hardSigmoid, hardSwish, swish } from '../../ops/smoothActivations.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** The activations of {@link SegActivation}. */
export type SegActivationName = 'gelu' | 'swish' | 'hardSwish' | 'hardSigmoid';

const functions: Readonly<Record<SegActivationName, (x: tf.Tensor) => tf.Tensor>> = {
  gelu,
  swish,
  hardSwish,
  hardSigmoid,
};

/** All names, for validation. */
export const segActivationNames = Object.keys(functions) as readonly SegActivationName[];

/** Options of {@link SegActivation}. */
export interface SegActivationOptions extends SegLayerOptions {
  readonly activation: SegActivationName;
}

/**
 * Activations that TensorFlow.js lacks, or has with a gradient that keeps several tensors where one is enough: the exact
 * GELU, SiLU (`swish`), and PyTorch's hard swish and hard sigmoid.
 *
 * @throws OptionError for an unknown activation.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegActivation } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const output = new SegActivation({ activation: 'gelu' }).apply(tf.tensor2d([[-1, 1]])) as tf.Tensor;
 * console.log(output.dataSync()); // −0.1587, 0.8413
 * ```
 */
export class SegActivation extends layers.layers.Layer {
  static readonly className = 'SegActivation';

  private readonly activation: SegActivationName;

  constructor(options: SegActivationOptions) {
    super({ ...options });
    checkOneOf('SegActivation', 'activation', options.activation, segActivationNames);
    this.activation = options.activation;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return functions[this.activation](oneInput(inputs));
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), activation: this.activation };
  }
}
