import type * as tf from '@tensorflow/tfjs-core';
import type { SegLayerOptions } from '../layerArguments.js';
import { SegGroupNorm } from './segGroupNorm.js';

/** Options of {@link SegInstanceNorm}. */
export interface SegInstanceNormOptions extends SegLayerOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** Whether there is a gamma. PyTorch's has none by default. */
  readonly scale?: boolean;
  /** Whether there is a beta. */
  readonly center?: boolean;
}

/**
 * Instance normalization, which TensorFlow.js lacks: each channel of each picture has its own mean and variance.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegInstanceNorm } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const plain = new SegInstanceNorm({ scale: false, center: false }); // PyTorch's default
 * const output = plain.apply(layers.input({ shape: [64, 64, 8] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 64, 64, 8]
 * ```
 */
export class SegInstanceNorm extends SegGroupNorm {
  static override readonly className: string = 'SegInstanceNorm';

  constructor(options: SegInstanceNormOptions = {}) {
    super({ ...options });
  }

  protected override groupsOf(channels: number): number {
    return channels;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { groups: _, ...config } = super.getConfig();
    return config;
  }
}
