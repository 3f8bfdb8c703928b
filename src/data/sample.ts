import type { LabelMap } from '../raster/labelMap.js';
import type { Raster } from '../raster/raster.js';

/**
 * A picture with what is known about it.
 *
 * `mask` is a {@link LabelMap} for `binary` and `multiclass`, and a {@link Raster} of K channels of 0 and 1 for
 * `multilabel`.
 */
export interface Sample {
  /** Unique in its data set; errors and random keys use it. */
  readonly id: string;
  /** The picture, `[H,W,C]`, its values as they are stored: 0 … 255, 0 … 65535, or float32. */
  readonly image: Raster;
  /** The truth, of the size of the picture: `[H,W]` of class indices, or `[H,W,K]` of 0 and 1. Absent where nobody knows. */
  readonly mask?: LabelMap | Raster;
  /** How much each pixel counts in the loss, at least 0: one channel, of the size of the picture. Absent: all alike. */
  readonly weight?: Raster;
  /** Whatever else is known: file names, rows of a table. */
  readonly meta: Readonly<Record<string, unknown>>;
}
