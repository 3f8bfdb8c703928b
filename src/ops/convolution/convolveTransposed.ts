import * as tf from '@tensorflow/tfjs-core';
import { OptionError, ShapeError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { type AxisPadding, axisPadding, checkPadding, checkPair, type Padding, type Pair, toPair } from './padding.js';

/** Options of {@link convolveTransposed}. */
export interface ConvolveTransposedOptions {
  /** How many times larger the result is; 1 by default. */
  readonly strides?: Pair;
  /**
   * What is cut off around the result: a number on each side, as in PyTorch, or `[[top, bottom], [left, right]]`. `same`, the
   * default, leaves `stride` times height and width, `valid` all that any input reaches.
   */
  readonly padding?: Padding;
  /** How many rows and columns are added at the bottom and right, less than the stride, as in PyTorch; 0 by default. */
  readonly outputPadding?: Pair;
}

/**
 * A transposed convolution: each pixel adds its kernel, times its value, to the result, at `stride` times its place. It is
 * what leads back from the outputs of a convolution to its inputs.
 *
 * `x` is `[N,H,W,C]`, the kernel `[kh,kw,out,C]`. Rows of the result: `(H − 1)·stride + kh − top − bottom + outputPadding`.
 *
 * @throws ShapeError if the kernel does not fit the input, OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { convolveTransposed } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const y = convolveTransposed(tf.ones([1, 8, 8, 4]), tf.ones([4, 4, 2, 4]), { strides: 2, padding: 1 });
 * console.log(y.shape); // [1, 16, 16, 2]
 * ```
 */
export function convolveTransposed(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  options: ConvolveTransposedOptions = {},
): tf.Tensor4D {
  checkTransposedOptions('convolveTransposed', options);
  if (kernel.shape[3] !== x.shape[3]) {
    throw new ShapeError(
      `convolveTransposed: the kernel ${kernel.shape.join('×')} (height×width×out×in) is for ${kernel.shape[3]} input ` +
        `channels, the input has ${x.shape[3]}. Make the kernel's last side ${x.shape[3]}.`,
      { expected: [...kernel.shape.slice(0, 3), x.shape[3]], actual: kernel.shape },
    );
  }
  const strides = toPair(options.strides ?? 1);
  const axis = (i: 0 | 1): Cut => cutOf(x.shape[i + 1], kernel.shape[i], i, options);
  const cuts = [axis(0), axis(1)] as const;
  if (Math.min(...cuts.map(({ length }) => length)) < 1) {
    const message = `convolveTransposed: padding ${JSON.stringify(options.padding)} leaves nothing. Take less.`;
    throw new OptionError(message, { option: 'padding', value: options.padding });
  }
  return tf.tidy(() => backwards(x, kernel, strides, cuts));
}

/** Refuses options that cannot be. */
export function checkTransposedOptions(where: string, options: ConvolveTransposedOptions): void {
  checkOptionNames(where, options, ['strides', 'padding', 'outputPadding']);
  const { strides = 1, padding = 'same', outputPadding = 0 } = options;
  checkPair(where, 'strides', strides);
  checkPadding(where, padding);
  checkPair(where, 'outputPadding', outputPadding, 0);
  if (toPair(outputPadding).every((added, i) => added < toPair(strides)[i])) return;
  throw new OptionError(
    `${where}: outputPadding ${JSON.stringify(outputPadding)} is not less than strides ${JSON.stringify(strides)}. ` +
      'Take a smaller one.',
    { option: 'outputPadding', value: outputPadding },
  );
}

/** The size of a transposed convolution's result along an axis; `null` where that of the input is not known yet. */
export function transposedLength(
  size: number | null,
  taps: number,
  axis: 0 | 1,
  options: ConvolveTransposedOptions,
): number | null {
  return size === null ? null : cutOf(size, taps, axis, options).length;
}

/** What is left of all that the inputs reach along one axis. */
interface Cut {
  readonly padding: AxisPadding;
  readonly length: number;
}

function cutOf(size: number, taps: number, axis: 0 | 1, options: ConvolveTransposedOptions): Cut {
  const { strides = 1, padding = 'same', outputPadding = 0 } = options;
  const stride = toPair(strides)[axis];
  const added = toPair(outputPadding)[axis];
  if (padding === 'same') {
    const length = size * stride + added;
    const [before] = axisPadding('same', axis, { size: size * stride, window: taps, stride });
    return { padding: [before, (size - 1) * stride + taps - before - length], length };
  }
  const [before, after] = axisPadding(padding, axis, { size, window: taps, stride });
  const length = (size - 1) * stride + taps - before - after + added;
  return { padding: [before, after - added], length };
}

/** As the gradient of the convolution that leads from the result to `x`. */
function backwards(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: readonly [number, number],
  cuts: readonly [Cut, Cut],
): tf.Tensor4D {
  const [count, height, width] = x.shape;
  const channels = kernel.shape[2];
  const [rows, columns] = cuts;
  const isInside = Math.min(...rows.padding, ...columns.padding) >= 0;
  if (isInside && tf.getBackend() !== 'tensorflow') {
    const pad: tf.backend_util.ExplicitPadding = [[0, 0], [...rows.padding], [...columns.padding], [0, 0]];
    return tf.conv2dTranspose(x, kernel, [count, rows.length, columns.length, channels], [...strides], pad, 'floor');
  }
  // tfjs-node knows no padding by numbers: everything is made, and cut.
  const whole = [height, width].map((size, i) => (size - 1) * strides[i] + kernel.shape[i]);
  const all = tf.conv2dTranspose(x, kernel, [count, whole[0], whole[1], channels], [...strides], 'valid');
  const missing = cuts.map(({ padding }) => Math.max(0, -padding[1]));
  const padded = tf.pad(all, [
    [0, 0],
    [0, missing[0]],
    [0, missing[1]],
    [0, 0],
  ]);
  return tf.slice(padded, [0, rows.padding[0], columns.padding[0], 0], [count, rows.length, columns.length, channels]);
}
