import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { ShapeError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { pixelShuffle, type ShuffleOrder } from '../../ops/resizing/pixelShuffle.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegPixelShuffle}. */
export interface SegPixelShuffleOptions extends SegLayerOptions {
  /** Height and width of a block; 2 by default. */
  readonly blockSize?: number;
  /** Which channel is which place of a block; `torch` by default. */
  readonly order?: ShuffleOrder;
}

/**
 * Lays channels out as blocks of pixels: `[N,H,W,C·r²]` to `[N,H·r,W·r,C]`.
 *
 * @throws OptionError for options that cannot be, ShapeError if r² does not divide the channels.
 * @see Shi et al., Real-Time Single Image and Video Super-Resolution, 2016
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegPixelShuffle } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const output = new SegPixelShuffle().apply(layers.input({ shape: [32, 32, 64] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 64, 64, 16]
 * ```
 */
export class SegPixelShuffle extends layers.layers.Layer {
  static readonly className = 'SegPixelShuffle';

  private readonly blockSize: number;
  private readonly order: ShuffleOrder;

  constructor(options: SegPixelShuffleOptions = {}) {
    super({ ...options });
    const { blockSize = 2, order = 'torch' } = options;
    checkNumber('SegPixelShuffle', 'blockSize', blockSize, { min: 1, integer: true });
    checkOneOf('SegPixelShuffle', 'order', order, ['torch', 'tensorflow']);
    this.blockSize = blockSize;
    this.order = order;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return pixelShuffle(oneInput(inputs), { blockSize: this.blockSize, order: this.order });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width, channels] = oneShape(inputShape);
    const out = (channels as number) / this.blockSize ** 2;
    if (!Number.isInteger(out)) {
      const message =
        `SegPixelShuffle: ${channels} channels are not divisible by ${this.blockSize ** 2} (blockSize²). ` +
        'Use a multiple of it.';
      throw new ShapeError(message, { actual: oneShape(inputShape) });
    }
    const larger = (size: number | null): number | null => (size === null ? null : size * this.blockSize);
    return [count, larger(height), larger(width), out];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { blockSize, order } = this;
    return { ...super.getConfig(), blockSize, order };
  }
}
