import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { checkConvolveOptions, effectiveWindow } from '../../ops/convolution/convolutionGeometry.js';
import { type ConvolveOptions, convolve } from '../../ops/convolution/convolve.js';
import { checkPair, countWindows, type Padding, type Pair, toPair } from '../../ops/convolution/padding.js';
import { type Initializer, initializers, kernelInitializer } from '../kernelInitializer.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegConvolution}. */
export interface SegConvolutionOptions extends SegLayerOptions, ConvolveOptions {
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
 * A convolution with dilation that can be trained, groups, and padding as in TensorFlow or in PyTorch. Weights: `kernel`
 * `[kh,kw,in/groups,out]` and `bias` `[out]`.
 *
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { SegConvolution } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const grouped = new SegConvolution({ filters: 64, kernelSize: 3, strides: 2, padding: 1, groups: 32, bias: false });
 * const output = grouped.apply(layers.input({ shape: [56, 56, 64] })) as layers.SymbolicTensor;
 * console.log(output.shape); // [null, 28, 28, 64]
 * ```
 */
export class SegConvolution extends layers.layers.Layer {
  static readonly className = 'SegConvolution';

  private readonly filters: number;
  private readonly kernelSize: readonly [number, number];
  private readonly strides: readonly [number, number];
  private readonly padding: Padding;
  private readonly dilation: readonly [number, number];
  private readonly groups: number;
  private readonly hasBias: boolean;
  private readonly initializer: Initializer;
  private readonly seed: number | undefined;
  private kernel!: layers.LayerVariable;
  private bias: layers.LayerVariable | undefined;

  constructor(options: SegConvolutionOptions) {
    super({ ...options });
    const { filters, kernelSize, strides = 1, padding = 'same', dilation = 1, groups = 1 } = options;
    const { bias = true, initializer = 'he', seed } = options;
    checkNumber('SegConvolution', 'filters', filters, { min: 1, integer: true });
    checkPair('SegConvolution', 'kernelSize', kernelSize);
    checkConvolveOptions('SegConvolution', { strides, padding, dilation, groups });
    checkOneOf('SegConvolution', 'initializer', initializer, initializers);
    this.filters = filters;
    this.kernelSize = toPair(kernelSize);
    this.strides = toPair(strides);
    this.padding = padding;
    this.dilation = toPair(dilation);
    this.groups = groups;
    this.hasBias = bias;
    this.initializer = initializer;
    this.seed = seed ?? undefined;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const channels = oneShape(inputShape)[3] as number;
    const { filters, groups, initializer, seed, name } = this;
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw new OptionError(
        `SegConvolution: ${groups} groups do not divide ${channels} input channels and ${filters} filters. ` +
          'Take a number that divides both.',
        { option: 'groups', value: groups },
      );
    }
    const shape = [...this.kernelSize, channels / groups, filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer({ initializer, seed, name }));
    if (this.hasBias) this.bias = this.addWeight('bias', [filters], 'float32', layers.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { strides, padding, dilation, groups } = this;
      const kernel = this.kernel.read() as tf.Tensor4D;
      const y = convolve(oneInput(inputs), kernel, { strides, padding, dilation, groups });
      return this.bias ? tf.add(y, this.bias.read()) : y;
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width] = oneShape(inputShape);
    const length = (size: number | null, axis: 0 | 1): number | null => {
      const window = effectiveWindow(this.kernelSize[axis], this.dilation[axis]);
      return countWindows(size, axis, { window, stride: this.strides[axis], padding: this.padding });
    };
    return [count, length(height, 0), length(width, 1), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, padding, dilation, groups, hasBias: bias, initializer, seed = null } = this;
    const config = { filters, kernelSize, strides, padding, dilation, groups, bias, initializer, seed };
    return { ...super.getConfig(), ...config } as unknown as tf.serialization.ConfigDict;
  }
}
