import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../../core/errors.js';
import { axisPadding, checkPadding } from './padding.js';

/** What {@link padReflect} adds: a number on each side, or `[[top, bottom], [left, right]]`. */
export type ReflectPadding =
  | number
  | readonly [readonly [top: number, bottom: number], readonly [left: number, right: number]];

/**
 * Pads with what lies on the other side of the edge, the edge pixels themselves not repeated, with the right gradient:
 * that of tfjs's `mirrorPad` leaves out what the mirror images contribute.
 *
 * `x` is `[N,H,W,C]`.
 *
 * @throws ShapeError if more is asked for than lies behind the edge.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { padReflect } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
 * const padded = padReflect(x, [
 *   [0, 0],
 *   [1, 2],
 * ]);
 * console.log(padded.dataSync()); // 2, 1, 2, 3, 2, 1
 * ```
 */
export function padReflect(x: tf.Tensor4D, padding: ReflectPadding): tf.Tensor4D {
  checkPadding('padReflect', padding);
  return tf.tidy(() => reflectAxis(reflectAxis(x, 1, padding), 2, padding));
}

function reflectAxis(x: tf.Tensor4D, axis: 1 | 2, padding: ReflectPadding): tf.Tensor4D {
  const length = x.shape[axis];
  const [before, after] = axisPadding(padding, axis === 1 ? 0 : 1, { size: length, window: 1, stride: 1 });
  if (Math.max(before, after) >= length) {
    const message =
      `padReflect: ${Math.max(before, after)} pixels are to be added to ${length} (axis ${axis}). ` +
      `At most ${length - 1} can be: take less, or a larger picture.`;
    throw new ShapeError(message, { actual: x.shape });
  }
  const mirrored = (start: number, count: number): tf.Tensor4D[] => {
    if (count === 0) return [];
    const at = (value: number, others: readonly number[]): [number, number, number, number] =>
      others.map((other, index) => (index === axis ? value : other)) as [number, number, number, number];
    return [tf.reverse(tf.slice(x, at(start, [0, 0, 0, 0]), at(count, x.shape)), axis)];
  };
  if (before === 0 && after === 0) return x;
  return tf.concat([...mirrored(1, before), x, ...mirrored(length - 1 - after, after)], axis);
}
