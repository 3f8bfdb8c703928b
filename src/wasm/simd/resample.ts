import type * as tf from '@tensorflow/tfjs-core';
import { type BandedMatrix, isIdentity } from '../../ops/resizing/bandedMatrix.js';
import type { Native } from './native.js';

/** Weighted sums of neighbouring rows and columns of `[N,H,W,C]`. The axis that shrinks more is the first one's turn. */
export function simdResample(
  native: Native,
  x: tf.TensorInfo,
  rows: BandedMatrix,
  columns: BandedMatrix,
): tf.TensorInfo {
  const rowsFirst = rows.rows / rows.columns <= columns.rows / columns.columns;
  const order = rowsFirst ? ([1, 2] as const) : ([2, 1] as const);
  const both = order.map((axis) => ({ axis, matrix: axis === 1 ? rows : columns }));
  const steps = both.filter(({ matrix }) => !isIdentity(matrix));
  const [first, second] = steps.length > 0 ? steps : both.slice(0, 1);
  const between = alongAxis(native, x, first.axis, first.matrix);
  if (!second) return between;
  const result = alongAxis(native, between, second.axis, second.matrix);
  native.release(between);
  return result;
}

function alongAxis(native: Native, x: tf.TensorInfo, axis: 1 | 2, matrix: BandedMatrix): tf.TensorInfo {
  const [count, height, width, channels] = x.shape;
  const shape = axis === 1 ? [count, matrix.rows, width, channels] : [count, height, matrix.rows, channels];
  const y = native.output(shape);
  if (shape.includes(0)) return y;
  const { starts, weights } = matrix;
  const startsAt = native.scratch(4 * (starts.length + weights.length));
  const weightsAt = startsAt + 4 * starts.length;
  native.write(startsAt, starts);
  native.writeFloats(weightsAt, weights);
  const [outer, inner] = axis === 1 ? [count, width * channels] : [count * height, channels];
  const [from, to] = [native.pointer(x), native.pointer(y)];
  native.resampleAxis(from, outer, matrix.columns, inner, matrix.rows, matrix.width, startsAt, weightsAt, to);
  return y;
}
