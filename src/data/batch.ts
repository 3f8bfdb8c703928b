/** Numbers with a shape, row-major. */
export interface NdArray<T extends Float32Array | Int32Array> {
  readonly data: T;
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
  readonly ids: readonly string[];
  readonly x: NdArray<Float32Array>;
  readonly y?: NdArray<Int32Array> | NdArray<Float32Array>;
  readonly weight?: NdArray<Float32Array>;
}

/** Where batches come from: one async iterable an epoch. The same epoch gives the same batches. */
export interface BatchSource {
  /** The number of batches in an epoch, where it is known. */
  readonly length?: number;
  /** The label that the data set declares as not counting. */
  readonly ignoreIndex?: number;
  /** @param epoch - Counted from 1. */
  epoch(epoch: number): AsyncIterable<Batch>;
}
