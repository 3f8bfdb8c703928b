import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { toPair } from '../../ops/convolution/padding.js';
import { type AdaptivePoolOptions, adaptivePool, checkAdaptivePoolOptions } from '../../ops/pooling/adaptivePool.js';
import type { PoolKind } from '../../ops/pooling/pool.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegAdaptivePooling}. */
export interface SegAdaptivePoolingOptions extends SegLayerOptions, AdaptivePoolOptions {}

/**
 * Pooling to a given height and width, in windows that overlap where they do not divide the input, as in PyTorch.
 *
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegAdaptivePooling } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const bins = new SegAdaptivePooling({ kind: 'average', size: 6 });
 * const output = bins.apply(layers.input({ shape: [null, null, 64] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 6, 6, 64]
 * ```
 */
export class SegAdaptivePooling extends layers.layers.Layer {
  static readonly className = 'SegAdaptivePooling';

  private readonly kind: PoolKind;
  private readonly size: readonly [height: number, width: number];

  constructor(options: SegAdaptivePoolingOptions) {
    super({ ...options });
    const { kind, size } = options;
    checkAdaptivePoolOptions('SegAdaptivePooling', { kind, size });
    this.kind = kind;
    this.size = toPair(size);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return adaptivePool(oneInput(inputs), { kind: this.kind, size: this.size });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, , , channels] = oneShape(inputShape);
    return [count, ...this.size, channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { kind, size } = this;
    return { ...super.getConfig(), kind, size } as unknown as tf.serialization.ConfigDict;
  }
}
