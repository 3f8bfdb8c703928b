import { convolve } from '../../../raster/filters/convolve.js';
import type { Kernel } from '../../../raster/filters/weights.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { clipFloats } from '../clipFloats.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link emboss}. */
export interface EmbossOptions {
  /** How much of the relief is mixed in, 0 to 1 (default 0.2 … 0.5). */
  readonly alpha?: number | Range;
  /** How deep the relief is (default 0.2 … 0.7). */
  readonly strength?: number | Range;
}

/** What {@link emboss} draws. */
export interface EmbossParams {
  /** How much of the relief is mixed in. */
  readonly alpha: number;
  /** How deep the relief is. */
  readonly strength: number;
}

/**
 * Makes pictures look like a relief that is lit from the top left: filters by
 * `(1 − α) · identity + α · [−1−s, −s, 0 | −s, 1, s | 0, s, 1+s]`, clipped to 0 … maximum.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(100, 100, 120, 120), width: 4, height: 1, channels: 1 };
 * const relief = augment.emboss({ alpha: 0.5, strength: 0.5 });
 * console.log(augment.applyTransform(relief, { id: 'a', image, meta: {} }).image.data); // 100 120 140 120
 * ```
 */
export function emboss(options: EmbossOptions = {}): Transform<EmbossParams> {
  return pictureTransform('emboss', options, {
    ranges: { alpha: { standard: [0.2, 0.5], min: 0, max: 1 }, strength: { standard: [0.2, 0.7], min: 0, max: 10 } },
    isStill: ({ alpha }) => alpha === 0,
    change: (image, params) => clipFloats(convolve(image, embossKernel(params))),
  });
}

function embossKernel({ alpha, strength: s }: EmbossParams): Kernel {
  const weights = [-1 - s, -s, 0, -s, 1, s, 0, s, 1 + s].map((weight) => alpha * weight);
  weights[4] += 1 - alpha;
  return { width: 3, height: 3, weights };
}
