import type { Box } from '../raster/crop.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { Place } from '../raster/place.js';
import type { Raster } from '../raster/raster.js';

/**
 * A picture with what is known about it.
 *
 * `mask` is a {@link LabelMap} for `binary` and `multiclass`, and a {@link Raster} of K channels of 0 and 1 for
 * `multilabel`. Soft labels are a float32 {@link Raster} of parts of classes, −1 in all channels of a pixel that does not
 * count.
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
  /**
   * Marked places in the picture. Transforms move them along: their number and order stay, so that what belongs to them
   * can be found by its index, and one that leaves the picture lies outside it.
   */
  readonly keypoints?: readonly Place[];
  /** Rectangles around objects, in the same manner; a turned one is the smallest upright one around it. */
  readonly boxes?: readonly Box[];
  /** Whatever else is known: file names, rows of a table. */
  readonly meta: Readonly<Record<string, unknown>>;
}
