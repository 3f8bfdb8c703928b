import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link posterize}. */
export interface PosterizeOptions {
  /** How many bits are kept, 1 to 8 (default 4). */
  readonly bits?: number | Range;
}

/** What {@link posterize} draws. */
export interface PosterizeParams {
  /** How many bits are kept. */
  readonly bits: number;
}

/**
 * Keeps the highest bits of every value, so that `2^bits` levels are left: `⌊x / step⌋ · step`, where a step is the
 * range of values over `2^bits`. With 8 bits, pictures of 8 bits come back themselves.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 100, 200), width: 3, height: 1, channels: 1 };
 * const coarse = augment.posterize({ bits: 2 });
 * console.log(augment.applyTransform(coarse, { id: 'a', image, meta: {} }).image.data); // 0 64 192
 * ```
 */
export function posterize(options: PosterizeOptions = {}): Transform<PosterizeParams> {
  return pictureTransform('posterize', options, {
    ranges: { bits: { standard: 4, min: 1, max: 8, draw: 'whole' } },
    levels: ({ bits }, { maximum }) => {
      const steps = 2 ** bits;
      const step = (maximum === 1 ? 1 : maximum + 1) / steps;
      return (value) => Math.min(steps - 1, Math.floor(value / step)) * step;
    },
  });
}
