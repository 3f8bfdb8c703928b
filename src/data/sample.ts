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
  readonly image: Raster;
  readonly mask?: LabelMap | Raster;
  /** One channel, one weight a pixel. */
  readonly weight?: Raster;
  /** Whatever else is known: file names, rows of a table. */
  readonly meta: Readonly<Record<string, unknown>>;
}
