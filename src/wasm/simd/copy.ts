import * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';

/** Whether the kernels here can copy such values: numbers of four bytes. */
export function canCopy(tensors: readonly tf.TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === tensors[0].dtype && (dtype === 'float32' || dtype === 'int32'));
}

/** Puts tensors that differ in one axis one after the other along it. */
export function simdConcat(native: Native, tensors: readonly tf.TensorInfo[], axis: number): tf.TensorInfo {
  const [{ shape, dtype }] = tensors;
  const length = tensors.reduce((sum, tensor) => sum + tensor.shape[axis], 0);
  const result = native.output([...shape.slice(0, axis), length, ...shape.slice(axis + 1)], dtype);
  const rows = tf.util.sizeFromShape(shape.slice(0, axis));
  const inner = tf.util.sizeFromShape(shape.slice(axis + 1));
  let to = native.pointer(result);
  for (const tensor of tensors) {
    const count = tensor.shape[axis] * inner;
    if (rows * count > 0) native.copyRuns(to, length * inner, native.pointer(tensor), count, rows, count);
    to += count * 4;
  }
  return result;
}

/** Copies a box out of a tensor. */
export function simdSlice(
  native: Native,
  x: tf.TensorInfo,
  begin: readonly number[],
  size: readonly number[],
): tf.TensorInfo {
  const { shape, dtype } = x;
  const result = native.output(size, dtype);
  const count = tf.util.sizeFromShape([...size]);
  if (count === 0) return result;
  const strides = shape.map((_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1)));
  const isWhole = (axis: number): boolean => size[axis] === shape[axis];
  // Runs go along the last axis that is cut, and what lies within; rows of runs along the axis cut before that.
  let runAxis = shape.length - 1;
  while (runAxis > 0 && isWhole(runAxis)) runAxis--;
  let rowAxis = Math.max(0, runAxis - 1);
  while (rowAxis > 0 && isWhole(rowAxis)) rowAxis--;
  const run = shape.length === 0 ? 1 : size[runAxis] * strides[runAxis];
  const rows = tf.util.sizeFromShape(size.slice(rowAxis, runAxis));
  const runStride = runAxis > 0 ? strides[runAxis - 1] : run;

  let to = native.pointer(result);
  const from = native.pointer(x);
  const copyFrom = (axis: number, offset: number): void => {
    if (axis < rowAxis) {
      for (let i = 0; i < size[axis]; i++) copyFrom(axis + 1, offset + (begin[axis] + i) * strides[axis]);
      return;
    }
    const start = begin.slice(axis).reduce((sum, first, i) => sum + first * strides[axis + i], offset);
    native.copyRuns(to, run, from + start * 4, runStride, rows, run);
    to += rows * run * 4;
  };
  copyFrom(0, 0);
  return result;
}
