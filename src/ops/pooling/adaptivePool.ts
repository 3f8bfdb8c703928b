import * as tf from '@tensorflow/tfjs-core';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { checkPair, type Pair, toPair } from '../convolution/padding.js';
import { type BandedMatrix, bandedMatrix } from '../resizing/bandedMatrix.js';
import { hasResampleKernel, resample } from '../resizing/resample.js';
import type { PoolKind } from './pool.js';

/** Options of {@link adaptivePool}. */
export interface AdaptivePoolOptions {
  readonly kind: PoolKind;
  /** Height and width of the result; 1 is global pooling. */
  readonly size: Pair;
}

/**
 * Pooling to a given size: output i of n is over the rows from `floor(i·H/n)` to before `ceil((i + 1)·H/n)`, and columns
 * likewise. Windows overlap where n does not divide the size, as in PyTorch; n may be larger than it.
 *
 * `x` is `[N,H,W,C]`, the result `[N,height,width,C]`.
 *
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { adaptivePool } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
 * console.log(adaptivePool(x, { kind: 'average', size: [1, 2] }).dataSync()); // 1.5, 2.5
 * ```
 */
export function adaptivePool(x: tf.Tensor4D, options: AdaptivePoolOptions): tf.Tensor4D {
  checkAdaptivePoolOptions('adaptivePool', options);
  const { kind, size } = options;
  const [height, width] = toPair(size);
  const windows: [number, number] = [x.shape[1] / height, x.shape[2] / width];
  return tf.tidy(() => {
    if (windows[0] === 1 && windows[1] === 1) return tf.clone(x);
    const isEven = windows.every(Number.isInteger);
    if (kind === 'max') return isEven ? maxOver(x, windows) : largestOfWindows(x, height, width);
    if (isEven && !hasResampleKernel()) return averageOver(x, windows);
    return resample(x, averagingMatrix(x.shape[1], height), averagingMatrix(x.shape[2], width));
  });
}

/** Refuses options that cannot be. */
export function checkAdaptivePoolOptions(where: string, options: AdaptivePoolOptions): void {
  checkOptionNames(where, options, ['kind', 'size']);
  checkOneOf(where, 'kind', options.kind, ['max', 'average']);
  checkPair(where, 'size', options.size);
}

/** The weights with which each of `out` means takes from `size` pixels. */
export function averagingMatrix(size: number, out: number): BandedMatrix {
  return bandedMatrix(out, size, (i) => {
    const [start, end] = adaptiveWindow(i, size, out);
    return Array.from({ length: end - start }, (_, k) => ({ column: start + k, weight: 1 / (end - start) }));
  });
}

function adaptiveWindow(i: number, size: number, out: number): [start: number, end: number] {
  return [Math.floor((i * size) / out), Math.ceil(((i + 1) * size) / out)];
}

const maxOver = (x: tf.Tensor4D, windows: [number, number]): tf.Tensor4D => tf.maxPool(x, windows, windows, 'valid');

/** Columns, then rows: no float32 sum has more terms than a side of the window. */
function averageOver(x: tf.Tensor4D, [down, across]: [number, number]): tf.Tensor4D {
  const columns = across === 1 ? x : tf.avgPool(x, [1, across], [1, across], 'valid');
  return down === 1 ? columns : tf.avgPool(columns, [down, 1], [down, 1], 'valid');
}

/** Window by window: columns of each row of windows. */
function largestOfWindows(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const alongAxis = (values: tf.Tensor4D, axis: 1 | 2, out: number): tf.Tensor4D => {
    const parts = Array.from({ length: out }, (_, i) => {
      const [start, end] = adaptiveWindow(i, values.shape[axis], out);
      const at = (value: number, others: readonly number[]): [number, number, number, number] =>
        others.map((other, index) => (index === axis ? value : other)) as [number, number, number, number];
      const part = tf.slice(values, at(start, [0, 0, 0, 0]), at(end - start, values.shape));
      const window: [number, number] = axis === 1 ? [end - start, 1] : [1, end - start];
      return end - start === 1 ? part : tf.maxPool(part, window, 1, 'valid');
    });
    return tf.concat(parts, axis);
  };
  return alongAxis(alongAxis(x, 1, height), 2, width);
}
