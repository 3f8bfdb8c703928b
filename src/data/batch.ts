import type { Preprocessing } from '../core/preprocessing.js';
import type { Task } from '../core/task.js';

/** Numbers with a shape, row-major. */
export interface NdArray<T extends Float32Array | Int32Array> {
  /** The numbers, the last dimension fastest. */
  readonly data: T;
  /** The size of each dimension. */
  readonly shape: readonly number[];
}

/**
 * Samples stacked into arrays, before any backend has seen them.
 *
 * - `x`: float32 `[N,H,W,C]`
 * - `y`: int32 `[N,H,W]` for `binary` and `multiclass`, float32 `[N,H,W,K]` for `multilabel`
 * - `weight`: float32 `[N,H,W]`
 */
export interface Batch {
  /** The ids of the N samples, in order. */
  readonly ids: readonly string[];
  /** Pictures, float32 `[N,H,W,C]`: 0 … 1, or what `preprocessing` makes of them. */
  readonly x: NdArray<Float32Array>;
  /** Truth, int32 `[N,H,W]`, or float32 `[N,H,W,K]` for `multilabel`. Absent where samples have no masks. */
  readonly y?: NdArray<Int32Array> | NdArray<Float32Array>;
  /** How much each pixel counts in the loss, float32 `[N,H,W]`. Absent: all alike. */
  readonly weight?: NdArray<Float32Array>;
}

/**
 * Where batches come from: one async iterable an epoch. The same epoch gives the same batches.
 *
 * What is known of the data is compared with the model before training; what is left out is not.
 */
export interface BatchSource {
  /** The number of batches in an epoch, where it is known. */
  readonly length?: number;
  /** What the masks mean. */
  readonly task?: Task;
  /** How many classes the masks have. */
  readonly classes?: number;
  /** The label that the data set declares as not counting. */
  readonly ignoreIndex?: number;
  /** How pictures became numbers. */
  readonly preprocessing?: Preprocessing;
  /**
   * The batches of one pass over the data.
   *
   * @param epoch - Counted from 1.
   */
  epoch(epoch: number): AsyncIterable<Batch>;
}
