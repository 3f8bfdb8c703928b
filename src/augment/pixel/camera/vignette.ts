import { shade } from '../../../raster/light/shade.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { colorCount } from '../colorCount.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link vignette}. */
export interface VignetteOptions {
  /** Which part of the light is missing at the farthest corner, 0 to 1 (default 0.2 … 0.6). */
  readonly strength?: number | Range;
  /** How far the bright middle lies to the right, as a part of the width; one r stands for −r … r (default 0.1). */
  readonly shiftX?: number | Range;
  /** How far it lies below, as a part of the height; one r stands for −r … r (default 0.1). */
  readonly shiftY?: number | Range;
}

/** What {@link vignette} draws. */
export interface VignetteParams {
  /** Which part of the light is missing at the farthest corner. */
  readonly strength: number;
  /** How far the bright middle lies to the right, as a part of the width. */
  readonly shiftX: number;
  /** How far it lies below, as a part of the height. */
  readonly shiftY: number;
}

/**
 * Makes pictures darker towards their corners, as lenses do: `x · (1 − strength · r²)`, where r is the distance from the
 * middle, 1 at the farthest corner. Channels after the third are kept.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(5).fill(200), width: 5, height: 1, channels: 1 };
 * const dark = augment.vignette({ strength: 0.5, shiftX: 0, shiftY: 0 });
 * console.log(augment.applyTransform(dark, { id: 'a', image, meta: {} }).image.data); // 100 175 200 175 100
 * ```
 */
export function vignette(options: VignetteOptions = {}): Transform<VignetteParams> {
  const place = { standard: 0.1, min: -1, max: 1, number: 'around' } as const;
  return pictureTransform('vignette', options, {
    ranges: { strength: { standard: [0.2, 0.6], min: 0, max: 1 }, shiftX: place, shiftY: place },
    isStill: ({ strength }) => strength === 0,
    change: (image, { strength, shiftX, shiftY }) => {
      const across = distances(image.width, shiftX);
      const down = distances(image.height, shiftY);
      const farthest = Math.max(across[0], across[image.width - 1]) + Math.max(down[0], down[image.height - 1]);
      const fall = farthest > 0 ? strength / farthest : 0;
      return shade(image, { across, down, fall, colors: colorCount(image) });
    },
  });
}

/** The squared distance of each pixel from the shifted middle. */
function distances(size: number, shift: number): Float32Array {
  const middle = (size - 1) / 2 + shift * size;
  return Float32Array.from({ length: size }, (_, i) => (i - middle) ** 2);
}
