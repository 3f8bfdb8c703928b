import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf } from '../../core/options.js';
import {
  type ConvolveTransposedOptions,
  checkTransposedOptions,
  convolveTransposed,
  transposedLength,
} from '../../ops/convolution/convolveTransposed.js';
import { checkPair, type Padding, type Pair, toPair } from '../../ops/convolution/padding.js';
import { type Initializer, initializers, kernelInitializer } from '../kernelInitializer.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegConvolutionTransposed}. */
export interface SegConvolutionTransposedOptions extends SegLayerOptions, ConvolveTransposedOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel. */
  readonly kernelSize: Pair;
  /** Whether a number is added to each channel; true by default. */
  readonly bias?: boolean;
  /** How wide the first weights are spread; `he` by default. */
  readonly initializer?: Initializer;
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number | null;
}

/**
 * A transposed convolution with padding as in TensorFlow or in PyTorch, output padding included. Weights: `kernel`
 * `[kh,kw,out,in]` and `bias` `[out]`.
 *
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegConvolutionTransposed } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const larger = new SegConvolutionTransposed({ filters: 8, kernelSize: 4, strides: 2, padding: 1 });
 * const output = larger.apply(layers.input({ shape: [28, 28, 16] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 56, 56, 8]
 * ```
 */
export class SegConvolutionTransposed extends layers.layers.Layer {
  static readonly className = 'SegConvolutionTransposed';

  private readonly filters: number;
  private readonly kernelSize: readonly [number, number];
  private readonly strides: readonly [number, number];
  private readonly padding: Padding;
  private readonly outputPadding: readonly [number, number];
  private readonly hasBias: boolean;
  private readonly initializer: Initializer;
  private readonly seed: number | undefined;
  private kernel!: layers.LayerVariable;
  private bias: layers.LayerVariable | undefined;

  constructor(options: SegConvolutionTransposedOptions) {
    super({ ...options });
    const { filters, kernelSize, strides = 1, padding = 'same', outputPadding = 0 } = options;
    const { bias = true, initializer = 'he', seed } = options;
    checkNumber('SegConvolutionTransposed', 'filters', filters, { min: 1, integer: true });
    checkPair('SegConvolutionTransposed', 'kernelSize', kernelSize);
    checkTransposedOptions('SegConvolutionTransposed', { strides, padding, outputPadding });
    checkOneOf('SegConvolutionTransposed', 'initializer', initializer, initializers);
    this.filters = filters;
    this.kernelSize = toPair(kernelSize);
    this.strides = toPair(strides);
    this.padding = padding;
    this.outputPadding = toPair(outputPadding);
    this.hasBias = bias;
    this.initializer = initializer;
    this.seed = seed ?? undefined;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const channels = oneShape(inputShape)[3] as number;
    const { filters, initializer, seed, name } = this;
    const shape = [...this.kernelSize, filters, channels];
    this.kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer({ initializer, seed, name }));
    if (this.hasBias) this.bias = this.addWeight('bias', [filters], 'float32', layers.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { strides, padding, outputPadding } = this;
      const kernel = this.kernel.read() as tf.Tensor4D;
      const y = convolveTransposed(oneInput(inputs), kernel, { strides, padding, outputPadding });
      return this.bias ? tf.add(y, this.bias.read()) : y;
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width] = oneShape(inputShape);
    const { kernelSize, strides, padding, outputPadding } = this;
    const length = (size: number | null, axis: 0 | 1): number | null =>
      transposedLength(size, kernelSize[axis], axis, { strides, padding, outputPadding });
    return [count, length(height, 0), length(width, 1), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, padding, outputPadding, hasBias: bias, initializer, seed = null } = this;
    const config = { filters, kernelSize, strides, padding, outputPadding, bias, initializer, seed };
    return { ...super.getConfig(), ...config } as unknown as tf.serialization.ConfigDict;
  }
}
