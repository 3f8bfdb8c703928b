import { unsharpMask as sharpenEdges } from '../../../raster/filters/unsharpMask.js';
import { gaussianSize } from '../../../raster/filters/weights.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link unsharpMask}. */
export interface UnsharpMaskOptions {
  /** The standard deviation of the blur in pixels (default 0.5 … 2). */
  readonly sigma?: number | Range;
  /** How much of the difference to the blurred picture is added (default 0.2 … 0.5). */
  readonly alpha?: number | Range;
  /** Differences up to this part of full brightness are left alone (default 0.04: 10 of 255 levels). */
  readonly threshold?: number | Range;
}

/** What {@link unsharpMask} draws. */
export interface UnsharpMaskParams {
  /** The standard deviation of the blur in pixels. */
  readonly sigma: number;
  /** How much of the difference is added. */
  readonly alpha: number;
  /** Differences up to this part of full brightness are left alone. */
  readonly threshold: number;
}

/**
 * Makes edges stronger and leaves even areas alone: with `r = x − blur(x)`, adds `α · r` where `|r|` is above the
 * threshold, softly at the border of those places, clipped to 0 … maximum.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(50, 50, 50, 150, 150, 150), width: 6, height: 1, channels: 1 };
 * const sharp = augment.unsharpMask({ sigma: 1, alpha: 0.5 });
 * console.log(augment.applyTransform(sharp, { id: 'a', image, meta: {} }).image.data); // 49 46 38 162 154 151
 * ```
 */
export function unsharpMask(options: UnsharpMaskOptions = {}): Transform<UnsharpMaskParams> {
  return pictureTransform('unsharpMask', options, {
    ranges: {
      sigma: { standard: [0.5, 2], min: 0, max: 100 },
      alpha: { standard: [0.2, 0.5], min: 0, max: 10 },
      threshold: { standard: 10 / 255, min: 0, max: 1 },
    },
    isStill: ({ alpha, sigma }) => alpha === 0 || gaussianSize(sigma) <= 1,
    change: (image, { sigma, alpha, threshold }) =>
      sharpenEdges(image, { size: gaussianSize(sigma), sigma, alpha, threshold: threshold * maximumOf(image) }),
  });
}
