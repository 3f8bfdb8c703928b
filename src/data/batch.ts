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
 * - `y`: int32 `[N,H,W]` for `binary` and `multiclass`, float32 `[N,H,W,K]` for `multilabel`; soft labels, which
 *   `augment.mixUp` makes, are float32 `[N,H,W,1]` and `[N,H,W,K]`
 * - `weight`: float32 `[N,H,W]`
 */
export interface Batch {
  /** The ids of the N samples, in order. */
  readonly ids: readonly string[];
  /**
   * The place of the batch in its epoch, from 0. A source that leaves batches out, as one that skips what it cannot read,
   * says it, so that a run that is resumed with `fromBatch` begins at the right one.
   */
  readonly index?: number;
  /** Pictures, float32 `[N,H,W,C]`: 0 … 1, or what `preprocessing` makes of them. */
  readonly x: NdArray<Float32Array>;
  /** Truth, int32 `[N,H,W]`, or float32 `[N,H,W,K]` for `multilabel`. Absent where samples have no masks. */
  readonly y?: NdArray<Int32Array> | NdArray<Float32Array>;
  /** How much each pixel counts in the loss, float32 `[N,H,W]`. Absent: all alike. */
  readonly weight?: NdArray<Float32Array>;
}

/** Whatever JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Which part of an epoch is wanted. */
export interface EpochOptions {
  /** The number of batches at the beginning that are left out, as they were used already (default 0). */
  readonly fromBatch?: number;
  /**
   * Whether the memory of a batch may be used again once the next batch is asked for (default `false`). It spares most of
   * the work of the garbage collector. Batches of workers are then in memory that threads share, where the platform has
   * it. What is to be kept has to be copied: `tf.tensor` copies on the wasm backend, but not on cpu, and elsewhere not at
   * once.
   */
  readonly reuseMemory?: boolean;
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
   * @param options - Those with a `state` honour `fromBatch`, and read nothing of what is left out; others need not.
   */
  epoch(epoch: number, options?: EpochOptions): AsyncIterable<Batch>;
  /**
   * What decides which batches come and in what order, such as the seed, the batch size and the ids: two sources with
   * equal states give equal batches. A run that goes on after an interruption compares it with what it was.
   */
  state?(): Json;
}
