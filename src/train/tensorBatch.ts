import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../data/batch.js';

/** What a batch is judged by, on the backend. */
export interface TruthTensors {
  readonly y: tf.Tensor | undefined;
  readonly weight: tf.Tensor3D | undefined;
}

/** A {@link Batch} on the backend. */
export interface TensorBatch extends TruthTensors {
  readonly ids: readonly string[];
  readonly x: tf.Tensor4D;
}

/** Puts a batch on the backend; the tensors are the caller's. */
export function toTensors(batch: Batch): TensorBatch {
  return { ids: batch.ids, x: pictureTensor(batch), ...truthTensors(batch) };
}

/** Puts the pictures of a batch on the backend. */
export function pictureTensor({ x }: Batch): tf.Tensor4D {
  return tf.tensor4d(x.data, x.shape as [number, number, number, number]);
}

/** Puts a batch on the backend, its pictures left out. */
export function truthTensors({ y, weight }: Batch): TruthTensors {
  return {
    y: y && tf.tensor(y.data, y.shape as number[], y.data instanceof Int32Array ? 'int32' : 'float32'),
    weight: weight && tf.tensor3d(weight.data, weight.shape as [number, number, number]),
  };
}

/** Frees the tensors of a batch. */
export function disposeTensors({ x, y, weight }: Partial<TensorBatch>): void {
  tf.dispose([x, y, weight].filter((tensor) => tensor !== undefined));
}
