import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { checkHeads, scaledAttention } from '../../ops/attention/scaledAttention.js';
import type { SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegScaledAttention}. */
export interface SegScaledAttentionOptions extends SegLayerOptions {
  /** In how many heads the channels are put, which must divide them; 1 by default. */
  readonly heads?: number;
}

/**
 * Scaled dot-product attention of queries over keys and values. It has no weights and keeps no table of scores for the
 * gradient.
 *
 * Takes queries `[N,T,C]`, keys and values `[N,S,C]`, three inputs in this order; or two, where keys and values lie side by
 * side in their channels `[N,S,2C]`; or one, where all three do `[N,T,3C]`. Pictures `[N,H,W,C]` are taken for tokens, and
 * the output is a picture where the queries are.
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
    checkHeads('SegScaledAttention', this.heads, this.computeOutputShape(inputShape).at(-1) as number);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const all = Array.isArray(inputs) ? inputs : [inputs];
      const tokens = all.map((x) => tf.reshape(x, [x.shape[0], -1, x.shape[x.rank - 1]]) as tf.Tensor3D);
      const [q, k, v] = apart(tokens);
      const attended = scaledAttention(q, k, v, { heads: this.heads });
      return tf.reshape(attended, [...all[0].shape.slice(0, -1), q.shape[2]]);
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as layers.Shape[];
    const [queries] = shapes;
    const channels = queries[queries.length - 1] as number;
    return [...queries.slice(0, -1), shapes.length === 1 ? channels / 3 : channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads };
  }
}

/** Queries, keys and values, which may lie side by side in the channels of the last input. */
function apart(tokens: readonly tf.Tensor3D[]): readonly tf.Tensor3D[] {
  const packed = 4 - tokens.length;
  if (packed === 1) return tokens;
  return [...tokens.slice(0, -1), ...(tf.split(tokens[tokens.length - 1], packed, 2) as tf.Tensor3D[])];
}
