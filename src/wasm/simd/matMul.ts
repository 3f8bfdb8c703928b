import * as tf from '@tensorflow/tfjs-core';
import type { Native } from './native.js';

/**
 * Products of matrices `[…,rows,depth] · […,depth,columns]`, either given as its transpose, but not both. Batches of one
 * stand for all.
 */
export function simdMatMul(
  native: Native,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo {
  const [outerA, outerB] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  const [rows, depth] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const columns = transposeB ? rowsB : columnsB;
  const c = native.output([...outer, rows, columns]);
  const [countA, countB, count] = [outerA, outerB, outer].map(tf.util.sizeFromShape);
  if (count * rows * columns === 0) return c;
  const scratch = native.scratch(native.matMulScratch(rows, columns, depth));
  const [atA, atB, atC] = [a, b, c].map(native.pointer);
  for (let n = 0; n < count; n++) {
    const left = atA + (countA === 1 ? 0 : n) * rows * depth * 4;
    const right = atB + (countB === 1 ? 0 : n) * depth * columns * 4;
    const result = atC + n * rows * columns * 4;
    if (transposeA) native.matMulTransposed(left, right, rows, columns, depth, result, scratch);
    else native.matMul(left, right, rows, columns, depth, transposeB ? 1 : 0, result, scratch);
  }
  return c;
}

/** Whether the kernels here can do it. What tfjs hands to XNNPACK is as fast there. */
export function canMatMul(a: tf.TensorInfo, b: tf.TensorInfo, transposeA: boolean, transposeB: boolean): boolean {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || (transposeA && transposeB)) return false;
  const [countA, countB] = [a, b].map(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2)));
  if (countA !== countB && countA !== 1 && countB !== 1) return false;
  return transposeA || transposeB || countA * countB > 1;
}
