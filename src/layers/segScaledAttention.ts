import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../core/options.js';
import { checkHeads, scaledAttention } from '../ops/scaledAttention.js';
import type { SegLayerOptions } from './layerArguments.js';

/** Options of {@link SegScaledAttention}. */
export interface SegScaledAttentionOptions extends SegLayerOptions {
  /** In how many heads the channels are put, which must divide them; 1 by default. */
  readonly heads?: number;
}

/**
 * Scaled dot-product attention of queries `[N,T,C]` over keys and values `[N,S,C]`, three inputs in this order. It has no
 * weights and keeps no table of scores for the gradient.
 *
 * @throws OptionError if `heads` does not divide the channels.
 * @see Vaswani et al., Attention Is All You Need, 2017
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegScaledAttention } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const [q, k, v] = [tf.ones([1, 64, 32]), tf.ones([1, 16, 32]), tf.ones([1, 16, 32])];
 * const output = new SegScaledAttention({ heads: 4 }).apply([q, k, v]) as tf.Tensor;
 * console.log(output.shape); // [1, 64, 32]
 * ```
 */
export class SegScaledAttention extends layers.layers.Layer {
  static readonly className = 'SegScaledAttention';

  private readonly heads: number;

  constructor(options: SegScaledAttentionOptions = {}) {
    super({ ...options });
    const { heads = 1 } = options;
    checkNumber('SegScaledAttention', 'heads', heads, { min: 1, integer: true });
    this.heads = heads;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const [queries] = inputShape as layers.Shape[];
    checkHeads('SegScaledAttention', this.heads, queries[2] as number);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [q, k, v] = inputs as tf.Tensor3D[];
    return scaledAttention(q, k, v, { heads: this.heads });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return (inputShape as layers.Shape[])[0];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads };
  }
}
