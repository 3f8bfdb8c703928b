import * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';
import { pictureAt, sumOverPictures } from './sumOverPictures.js';

/** Along the innermost axis tfjs's own kernel is as fast for shorter rows than this. */
const leastRow = 32;

/**
 * The sum or mean over neighbouring axes, such as batch, height and width.
 *
 * `undefined` where tfjs's own kernel is as good (short innermost axes) or the axes do not lie side by side.
 */
export function simdReduce(
  native: Native,
  x: tf.TensorInfo,
  axis: number | readonly number[] | undefined,
  keepDims: boolean,
  mean: boolean,
): tf.TensorInfo | undefined {
  const { shape } = x;
  const axes = tf.util.parseAxisParam(axis as number | number[], shape).sort((a, b) => a - b);
  const sideBySide = axes.every((a, i) => i === 0 || a === axes[i - 1] + 1);
  if (x.dtype !== 'float32' || axes.length === 0 || !sideBySide || shape.includes(0)) return undefined;
  const first = axes[0];
  const last = axes[axes.length - 1];
  const outer = tf.util.sizeFromShape(shape.slice(0, first));
  const rows = tf.util.sizeFromShape(shape.slice(first, last + 1));
  const channels = tf.util.sizeFromShape(shape.slice(last + 1));
  if (channels === 1 && outer > 1 && rows < leastRow) return undefined;
  const kept = axes.map(() => 1);
  const outShape = [...shape.slice(0, first), ...(keepDims ? kept : []), ...shape.slice(last + 1)];
  // The gradient of what is added to every pixel of a batch.
  const isBatch = !mean && shape.length === 4 && first === 0 && last === 2;
  if (isBatch) return sumBatch(native, x, channels, outShape);
  const result = native.output(outShape);
  const scratch = native.scratch(native.channelSumsScratch(channels));
  const factor = mean ? 1 / rows : 1;
  native.channelSums(native.pointer(x), outer, rows, channels, factor, native.pointer(result), scratch);
  return result;
}

/** The sum over all pixels of a batch, of one channel or more. */
function sumBatch(native: Native, x: tf.TensorInfo, channels: number, shape: readonly number[]): tf.TensorInfo {
  const [pictures, height, width] = x.shape;
  return sumOverPictures(native, pictures, shape, (first, count, sums) => {
    const scratch = native.scratch(native.channelSumsScratch(channels));
    native.channelSums(pictureAt(native, x, first), 1, count * height * width, channels, 1, sums, scratch);
  });
}
