import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber } from '../../core/options.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegChannelSlice}. */
export interface SegChannelSliceOptions extends SegLayerOptions {
  /** The first channel to take, from 0. */
  readonly start: number;
  /** How many to take. */
  readonly size: number;
}

/**
 * Takes the channels `start` … `start + size − 1` of a picture `[N,H,W,C]`, in networks that send parts of their features
 * different ways.
 *
 * @throws OptionError for channels that are not there.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegChannelSlice } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const secondHalf = new SegChannelSlice({ start: 32, size: 32 });
 * const output = secondHalf.apply(layers.input({ shape: [56, 56, 64] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 56, 56, 32]
 * ```
 */
export class SegChannelSlice extends layers.layers.Layer {
  static readonly className = 'SegChannelSlice';

  private readonly start: number;
  private readonly size: number;

  constructor(options: SegChannelSliceOptions) {
    super({ ...options });
    checkNumber('SegChannelSlice', 'start', options.start, { min: 0, integer: true });
    checkNumber('SegChannelSlice', 'size', options.size, { min: 1, integer: true });
    this.start = options.start;
    this.size = options.size;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const channels = oneShape(inputShape)[3] as number;
    const { start, size } = this;
    if (start + size > channels) {
      throw new OptionError(
        `SegChannelSlice: channels ${start} to ${start + size - 1} of ${channels} are not there. ` +
          `Take at most ${Math.max(0, channels - start)} from ${start} on.`,
        { option: 'size', value: size },
      );
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.slice(oneInput(inputs), [0, 0, 0, this.start], [-1, -1, -1, this.size]);
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return [...oneShape(inputShape).slice(0, 3), this.size];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { start, size } = this;
    return { ...super.getConfig(), start, size };
  }
}
