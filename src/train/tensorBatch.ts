import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../data/batch.js';

/** A {@link Batch} on the backend. */
export interface TensorBatch {
  readonly ids: readonly string[];
  readonly x: tf.Tensor4D;
  readonly y: tf.Tensor | undefined;
  readonly weight: tf.Tensor3D | undefined;
}

/** Puts a batch on the backend; the tensors are the caller's. */
export function toTensors(batch: Batch): TensorBatch {
  const { ids, x, y, weight } = batch;
  return {
    ids,
    x: tf.tensor4d(x.data, x.shape as [number, number, number, number]),
    y: y && tf.tensor(y.data, y.shape as number[], y.data instanceof Int32Array ? 'int32' : 'float32'),
    weight: weight && tf.tensor3d(weight.data, weight.shape as [number, number, number]),
  };
}

/** Frees the tensors of a batch. */
export function disposeTensors({ x, y, weight }: TensorBatch): void {
  tf.dispose([x, y, weight].filter((tensor) => tensor !== undefined));
}
