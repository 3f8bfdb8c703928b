import * as layers from '@tensorflow/tfjs-layers';
import { random } from '../core/random.js';
import { type Block, layerBlock } from './block.js';

/** Options of {@link convolution}. */
export interface ConvolutionOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel; 3 by default. */
  readonly kernelSize?: number;
  /** The step from one output to the next; 1 by default. */
  readonly strides?: number;
  /** Whether a number is added to each channel. A normalization that follows makes it useless. */
  readonly bias?: boolean;
  /** What follows the convolution: it decides how wide the first weights are spread. */
  readonly initializer?: Initializer;
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number;
  readonly name?: string;
}

/** First weights: `he` for ReLU and its kin, `glorot` for linear outputs. */
export type Initializer = 'he' | 'glorot';

/**
 * A convolution that keeps height and width ('same' padding), without activation.
 *
 * First weights are uniform in ±√(6 / fanIn) (`he`, by default) or ±√(6 / (fanIn + fanOut)) (`glorot`).
 *
 * @see He et al., Delving Deep into Rectifiers, 2015
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { convolution } from 'segkit';
 *
 * const input = layers.input({ shape: [64, 64, 3] });
 * console.log(convolution({ filters: 8 })(input).shape); // [null, 64, 64, 8]
 * ```
 */
export function convolution(options: ConvolutionOptions): Block {
  const { filters, kernelSize = 3, strides = 1, bias = true, initializer = 'he', seed, name } = options;
  return layerBlock(
    layers.layers.conv2d({
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: bias,
      kernelInitializer: kernelInitializer({ initializer, seed, name }),
      ...(name === undefined ? {} : { name }),
    }),
  );
}

/** The initializer of a kernel, with a seed of its own for each layer. */
export function kernelInitializer(options: {
  readonly initializer: Initializer;
  readonly seed?: number | undefined;
  readonly name?: string | undefined;
}): ReturnType<typeof layers.initializers.varianceScaling> {
  const { initializer, seed, name = '' } = options;
  const { scale, mode } = initializer === 'he' ? { scale: 2, mode: 'fanIn' } : { scale: 1, mode: 'fanAvg' };
  return layers.initializers.varianceScaling({
    scale,
    mode: mode as 'fanIn',
    distribution: 'uniform',
    ...(seed === undefined ? {} : { seed: random(seed, 'kernel', name).integer(0, 2 ** 31) }),
  });
}
