import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { toPair } from '../../ops/convolution/padding.js';
import { checkPoolOptions, type PoolOptions, pool, pooledLength } from '../../ops/pooling/pool.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegPooling}. */
export interface SegPoolingOptions extends SegLayerOptions, PoolOptions {}

/**
 * Max and average pooling with padding as in TensorFlow or in PyTorch, `ceilMode`, and the right gradient.
 *
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegPooling } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const stem = new SegPooling({ kind: 'max', size: 3, strides: 2, padding: 1 }); // that of ResNets
 * const output = stem.apply(layers.input({ shape: [112, 112, 64] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 56, 56, 64]
 * ```
 */
export class SegPooling extends layers.layers.Layer {
  static readonly className = 'SegPooling';

  private readonly options: Required<PoolOptions>;

  constructor(options: SegPoolingOptions) {
    super({ ...options });
    const { kind, size, strides = size, padding = 'valid', ceilMode = false, countPadding = false } = options;
    checkPoolOptions('SegPooling', { kind, size, strides, padding, ceilMode, countPadding });
    this.options = { kind, size: toPair(size), strides: toPair(strides), padding, ceilMode, countPadding };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return pool(oneInput(inputs), this.options);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width, channels] = oneShape(inputShape);
    return [count, pooledLength(height, 0, this.options), pooledLength(width, 1, this.options), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options } as unknown as tf.serialization.ConfigDict;
  }
}
