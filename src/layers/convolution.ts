import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type Block, layerBlock } from './block.js';
import { SegConvolution } from './classes/segConvolution.js';
import { type Initializer, initializers, kernelInitializer } from './kernelInitializer.js';
import { registerLayers } from './registerLayers.js';

/** Options of {@link convolution}. */
export interface ConvolutionOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel; 3 by default. */
  readonly kernelSize?: number;
  /** The step from one output to the next; 1 by default. */
  readonly strides?: number;
  /**
   * What keeps height and width: `same`, the default, puts an odd row or column of zeros at the end, as TensorFlow does;
   * `symmetric` puts as many at the start, as PyTorch does. They differ where the kernel is even or the stride is not 1.
   */
  readonly padding?: 'same' | 'symmetric';
  /** How far apart the pixels are that the kernel sees, 1 by default: next to each other. */
  readonly dilation?: number;
  /** Whether a number is added to each channel; true by default. A normalization that follows makes it useless. */
  readonly bias?: boolean;
  /** How wide the first weights are spread; `he` by default, for what a ReLU follows. */
  readonly initializer?: Initializer;
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number;
  readonly name?: string;
}

/**
 * A convolution that keeps height and width but for its stride, without activation.
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
  checkOptionNames('convolution', options, optionNames);
  const { filters, kernelSize = 3, strides = 1, padding = 'same', dilation = 1, bias = true } = options;
  const { initializer = 'he', seed, name } = options;
  checkNumber('convolution', 'filters', filters, { min: 1, integer: true });
  checkNumber('convolution', 'kernelSize', kernelSize, { min: 1, integer: true });
  checkNumber('convolution', 'strides', strides, { min: 1, integer: true });
  checkOneOf('convolution', 'padding', padding, ['same', 'symmetric']);
  checkOneOf('convolution', 'initializer', initializer, initializers);
  checkNumber('convolution', 'dilation', dilation, { min: 1, integer: true });
  if (padding === 'same' && dilation === 1) {
    const init = kernelInitializer({ initializer, seed, name });
    return layerBlock(() =>
      layers.layers.conv2d({ filters, kernelSize, strides, padding, useBias: bias, kernelInitializer: init, name }),
    );
  }
  registerLayers();
  const border = padding === 'same' ? 'same' : Math.floor((dilation * (kernelSize - 1) + 1) / 2);
  return layerBlock(
    () =>
      new SegConvolution({ filters, kernelSize, strides, padding: border, dilation, bias, initializer, seed, name }),
  );
}

const optionNames = ['filters', 'kernelSize', 'strides', 'padding', 'dilation', 'bias', 'initializer', 'seed', 'name'];
