import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Task } from '../core/task.js';

/**
 * A function of truth and prediction that training makes small.
 *
 * - `yTrue`: int32 `[N,H,W]` for `binary` and `multiclass`, float32 `[N,H,W,K]` for `multilabel`; soft labels, parts of
 *   classes as `augment.mixUp` makes them, are float32 `[N,H,W,C]`, −1 in all channels of a pixel that does not count
 * - `yPred`: float32 `[N,H,W,C]`, logits if `fromLogits`, else probabilities
 * - `weight`: float32 `[N,H,W]`, how much each pixel counts
 *
 * What it takes is not disposed; the scalar is the caller's.
 */
export interface Loss {
  (yTrue: Tensor, yPred: Tensor, weight?: Tensor): Scalar;
  /** The name of the function that made it. */
  readonly lossName: string;
  /** What a pixel may be. `fit` refuses a model of another task. */
  readonly task: Task;
  /** Whether it expects logits. `fit` refuses a model that puts out something else. */
  readonly fromLogits: boolean;
  /** The options that it was made with: a run that is resumed needs the same. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether `yPred` may be the list of a model's outputs, the finest first, as of {@link deepSupervision}. */
  readonly severalOutputs?: boolean;
  /** Whether that list may end in scores of the whole picture, `[N,K]`, as of {@link auxiliaryLoss}. */
  readonly readsScores?: boolean;
  /** The loss of one epoch, counted from 1, for a loss whose weights follow a schedule. Absent: it never changes. */
  atEpoch?(epoch: number): Loss;
}

/** A loss that is a mean or a sum over pixels, and can show what it sums. */
export interface PixelLoss extends Loss {
  /**
   * The loss of every pixel: `[N,H,W]`, or `[N,H,W,K]` where every channel has one of its own. It contains all
   * weights, and is 0 where `yTrue` is ignored; the scalar is its sum over a denominator.
   */
  map(yTrue: Tensor, yPred: Tensor, weight?: Tensor): Tensor;
}
