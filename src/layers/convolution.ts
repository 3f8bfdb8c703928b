import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type Block, layerBlock } from './block.js';
import { type Initializer, initializers, kernelInitializer } from './kernelInitializer.js';

/** Options of {@link convolution}. */
export interface ConvolutionOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel; 3 by default. */
  readonly kernelSize?: number;
  /** The step from one output to the next; 1 by default. */
  readonly strides?: number;
  /** Whether a number is added to each channel; true by default. A normalization that follows makes it useless. */
  readonly bias?: boolean;
  /** How wide the first weights are spread; `he` by default, for what a ReLU follows. */
  readonly initializer?: Initializer;
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number;
  readonly name?: string;
}

/**
 * A convolution that keeps height and width ('same' padding), without activation.
 *
 * @throws OptionError for values that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { convolution } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 3] });
 * console.log(convolution({ filters: 8 })(input).shape); // [null, 64, 64, 8]
 * ```
 */
export function convolution(options: ConvolutionOptions): Block {
  const known = ['filters', 'kernelSize', 'strides', 'bias', 'initializer', 'seed', 'name'];
  checkOptionNames('convolution', options, known);
  const { filters, kernelSize = 3, strides = 1, bias = true, initializer = 'he', seed, name } = options;
  checkNumber('convolution', 'filters', filters, { min: 1, integer: true });
  checkNumber('convolution', 'kernelSize', kernelSize, { min: 1, integer: true });
  checkNumber('convolution', 'strides', strides, { min: 1, integer: true });
  checkOneOf('convolution', 'initializer', initializer, initializers);
  return layerBlock(() =>
    layers.layers.conv2d({
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: bias,
      kernelInitializer: kernelInitializer({ initializer, seed, name }),
      name,
    }),
  );
}
