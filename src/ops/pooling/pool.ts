import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { everyNth } from '../convolution/everyNth.js';
import {
  axisPadding,
  checkFits,
  checkPadding,
  checkPair,
  type Padding,
  type Pair,
  toPair,
} from '../convolution/padding.js';
import { type BandedMatrix, bandedMatrix } from '../resizing/bandedMatrix.js';
import { hasResampleKernel, resample } from '../resizing/resample.js';

/** What is taken of the pixels in a window: the largest, or their mean. */
export type PoolKind = 'max' | 'average';

/** Options of {@link pool}. */
export interface PoolOptions {
  readonly kind: PoolKind;
  /** Height and width of a window. */
  readonly size: Pair;
  /** The step from one window to the next; as much as the size by default. */
  readonly strides?: Pair;
  /** `valid` by default. What is added never is the largest. */
  readonly padding?: Padding;
  /** Whether the last window may reach beyond the padded picture, if it begins before its end; false by default. */
  readonly ceilMode?: boolean;
  /**
   * Whether padding counts, as zeros, in a mean; false by default. (PyTorch's `count_include_pad`, which is true there.) What
   * `ceilMode` reaches beyond never does.
   */
  readonly countPadding?: boolean;
}

/**
 * Max and average pooling with the right gradient: tfjs's is wrong where it pads averages.
 *
 * `x` is `[N,H,W,C]`; the result has `floor((H + top + bottom − size) / stride) + 1` rows, with `ceilMode` rounded up.
 *
 * @throws ShapeError if no window fits, OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { pool } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
 * console.log(pool(x, { kind: 'max', size: [1, 2], ceilMode: true }).dataSync()); // 2, 4, 5
 * ```
 */
export function pool(x: tf.Tensor4D, options: PoolOptions): tf.Tensor4D {
  checkPoolOptions('pool', options);
  const axes = ([0, 1] as const).map((i) => poolAxis(x.shape[i + 1], i, options));
  checkFits('pool', x.shape.slice(1, 3), axes);
  return tf.tidy(() => (options.kind === 'max' ? maxPool(x, axes) : averagePool(x, axes)));
}

/** Refuses options that cannot be. */
export function checkPoolOptions(where: string, options: PoolOptions): void {
  checkOptionNames(where, options, ['kind', 'size', 'strides', 'padding', 'ceilMode', 'countPadding']);
  const { kind, size, strides = size, padding = 'valid' } = options;
  checkOneOf(where, 'kind', kind, ['max', 'average']);
  checkPair(where, 'size', size);
  checkPair(where, 'strides', strides);
  checkPadding(where, padding);
  if (typeof padding === 'string') return;
  const isTooWide = ([0, 1] as const).some((axis) => {
    const window = toPair(size)[axis];
    return axisPadding(padding, axis, { size: 1, window, stride: 1 }).some((pixels) => pixels >= window);
  });
  if (!isTooWide) return;
  throw new OptionError(
    `${where}: padding ${JSON.stringify(padding)} is not less than the size ${JSON.stringify(size)}, so that windows would ` +
      'hold nothing else. Take less.',
    { option: 'padding', value: padding },
  );
}

/** The windows along one axis. */
interface PoolAxis {
  readonly window: number;
  readonly stride: number;
  /** What is added, so that exactly `count` windows fit. */
  readonly padding: readonly [before: number, after: number];
  readonly count: number;
  /** How many pixels of each window are averaged. */
  readonly sizes: readonly number[];
}

/** The number of windows along an axis; `null` where its length is not known yet. */
export function pooledLength(size: number | null, axis: 0 | 1, options: PoolOptions): number | null {
  return size === null ? null : poolAxis(size, axis, options).count;
}

function poolAxis(size: number, axis: 0 | 1, options: PoolOptions): PoolAxis {
  const { size: windows, strides = windows, padding = 'valid', ceilMode = false, countPadding = false } = options;
  const [window, stride] = [toPair(windows)[axis], toPair(strides)[axis]];
  const [before, after] = axisPadding(padding, axis, { size, window, stride });
  const steps = (size + before + after - window) / stride;
  let count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (ceilMode && (count - 1) * stride >= size + before) count--; // it would begin in the padding at the end
  const [first, end] = countPadding ? [-before, size + after] : [0, size];
  const sizes = Array.from({ length: Math.max(0, count) }, (_, i) => {
    const start = i * stride - before;
    return Math.min(start + window, end) - Math.max(start, first);
  });
  const needed = (count - 1) * stride + window - size - before;
  return { window, stride, padding: [before, Math.max(after, needed)], count, sizes };
}

function maxPool(x: tf.Tensor4D, axes: readonly PoolAxis[]): tf.Tensor4D {
  const [rows, columns] = axes;
  const strides: [number, number] = [rows.stride, columns.stride];
  if (isSinglePixel(axes)) return everyNth(x, strides);
  const size: [number, number] = [rows.window, columns.window];
  const pad: tf.backend_util.ExplicitPadding = [[0, 0], [...rows.padding], [...columns.padding], [0, 0]];
  const isPadded = pad.flat().some((pixels) => pixels > 0);
  if (!isPadded) return tf.maxPool(x, size, strides, 'valid');
  // tfjs-node knows no padding by numbers.
  if (tf.getBackend() !== 'tensorflow') return tf.maxPool(x, size, strides, pad, 'floor');
  return tf.maxPool(tf.pad(x, pad, Number.NEGATIVE_INFINITY), size, strides, 'valid');
}

function averagePool(x: tf.Tensor4D, axes: readonly PoolAxis[]): tf.Tensor4D {
  const [rows, columns] = axes;
  const strides: [number, number] = [rows.stride, columns.stride];
  if (isSinglePixel(axes)) return everyNth(x, strides);
  if (hasResampleKernel()) return resample(x, averagingRows(x.shape[1], rows), averagingRows(x.shape[2], columns));
  // As if zeros counted, and then corrected where there are some.
  const padded = tf.pad(x, [[0, 0], [...rows.padding], [...columns.padding], [0, 0]]);
  const means = tf.avgPool(padded, [rows.window, columns.window], strides, 'valid');
  const factors = axes.map(({ sizes, window }) => sizes.map((size) => window / size));
  if (factors.flat().every((factor) => factor === 1)) return means;
  const [down, across] = factors;
  return tf.mul(
    means,
    tf.mul(tf.tensor4d(down, [1, down.length, 1, 1]), tf.tensor4d(across, [1, 1, across.length, 1])),
  );
}

/** The weights with which each mean takes from the pixels along an axis. */
function averagingRows(size: number, { window, stride, padding, count, sizes }: PoolAxis): BandedMatrix {
  return bandedMatrix(count, size, (i) => {
    const start = i * stride - padding[0];
    const pixels = Array.from({ length: window }, (_, k) => start + k);
    return pixels.filter((column) => column >= 0 && column < size).map((column) => ({ column, weight: 1 / sizes[i] }));
  });
}

const isSinglePixel = (axes: readonly PoolAxis[]): boolean =>
  axes.every(({ window, padding }) => window === 1 && Math.max(...padding) === 0);
