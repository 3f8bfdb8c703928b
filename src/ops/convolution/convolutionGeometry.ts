import { OptionError, ShapeError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import {
  type AxisPadding,
  axisPadding,
  checkFits,
  checkPadding,
  checkPair,
  type Padding,
  type Pair,
  toPair,
} from './padding.js';

/** Options of `convolve`. */
export interface ConvolveOptions {
  /** The step from one output to the next; 1 by default. */
  readonly strides?: Pair;
  /** `same` by default. */
  readonly padding?: Padding;
  /** From one pixel that the kernel sees to the next; 1 by default. */
  readonly dilation?: Pair;
  /**
   * In how many groups the channels are put, each with kernels of its own; 1 by default. As many as there are input channels
   * make it depthwise.
   */
  readonly groups?: number;
}

/** What a convolution does to pictures of one size, worked out. */
export interface ConvolutionGeometry {
  readonly strides: readonly [height: number, width: number];
  readonly padding: readonly [height: AxisPadding, width: AxisPadding];
  readonly dilation: readonly [height: number, width: number];
  readonly groups: number;
}

/**
 * Checks a convolution of `x` `[N,H,W,C]` with a kernel `[kh,kw,C/groups,out]`.
 *
 * @throws OptionError or ShapeError where they do not go together.
 */
export function convolutionGeometry(
  where: string,
  x: readonly number[],
  kernel: readonly number[],
  options: ConvolveOptions,
): ConvolutionGeometry {
  checkConvolveOptions(where, options);
  const { groups = 1, padding = 'same' } = options;
  checkChannels(where, x[3], kernel, groups);
  const strides = toPair(options.strides ?? 1);
  const dilation = toPair(options.dilation ?? 1);
  const axis = (i: 0 | 1) => {
    const [size, stride, window] = [x[i + 1], strides[i], effectiveWindow(kernel[i], dilation[i])];
    return { window, stride, padding: axisPadding(padding, i, { size, window, stride }) };
  };
  const axes = [axis(0), axis(1)];
  checkFits(where, x.slice(1, 3), axes);
  return { strides, padding: [axes[0].padding, axes[1].padding], dilation, groups };
}

/** From the first pixel that a kernel sees to the last. */
export const effectiveWindow = (taps: number, dilation: number): number => (taps - 1) * dilation + 1;

/** Refuses options that cannot be. */
export function checkConvolveOptions(where: string, options: ConvolveOptions): void {
  checkOptionNames(where, options, ['strides', 'padding', 'dilation', 'groups']);
  const { strides = 1, padding = 'same', dilation = 1, groups = 1 } = options;
  checkPair(where, 'strides', strides);
  checkPair(where, 'dilation', dilation);
  checkPadding(where, padding);
  checkNumber(where, 'groups', groups, { min: 1, integer: true });
}

function checkChannels(where: string, channels: number, kernel: readonly number[], groups: number): void {
  if (kernel[3] % groups !== 0) {
    const message = `${where}: ${groups} groups do not divide ${kernel[3]} output channels. Take a number that does.`;
    throw new OptionError(message, { option: 'groups', value: groups });
  }
  if (kernel[2] * groups === channels) return;
  throw new ShapeError(
    `${where}: the kernel ${kernel.join('×')} (height×width×in×out) is for ${kernel[2] * groups} input channels in ` +
      `${groups} groups, the input has ${channels}. Make the kernel's third side ${channels / groups}.`,
    { expected: [kernel[0], kernel[1], channels / groups, kernel[3]], actual: kernel },
  );
}
