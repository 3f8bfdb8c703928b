import { type ColorMatrix, mixColors } from '../../../raster/color/colorMatrix.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link sepia}. */
export interface SepiaOptions {
  /** From 0, nothing, to 1, nothing but brown (default 1). */
  readonly strength?: number | Range;
}

/** What {@link sepia} draws. */
export interface SepiaParams {
  /** From 0 to 1. */
  readonly strength: number;
}

const brown: ColorMatrix = [0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131];

/**
 * Gives pictures the brown tone of old photographs, by the usual matrix. Further channels are kept.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(100, 100, 100), width: 1, height: 1, channels: 3 };
 * console.log(augment.applyTransform(augment.sepia(), { id: 'a', image, meta: {} }).image.data); // 135 120 94
 * ```
 */
export function sepia(options: SepiaOptions = {}): Transform<SepiaParams> {
  return pictureTransform('sepia', options, {
    ranges: { strength: { standard: 1, min: 0, max: 1 } },
    rgb: true,
    isStill: ({ strength }) => strength === 0,
    change: (image, { strength }) => {
      const mixed = brown.map((weight, i) => strength * weight + (i % 4 === 0 ? 1 - strength : 0));
      return mixColors(image, mixed as unknown as ColorMatrix);
    },
  });
}
