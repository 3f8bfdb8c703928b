import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link solarize}. */
export interface SolarizeOptions {
  /** From which part of full brightness on values are turned over (default 0.5). */
  readonly threshold?: number | Range;
}

/** What {@link solarize} draws. */
export interface SolarizeParams {
  /** From which part of full brightness on values are turned over. */
  readonly threshold: number;
}

/**
 * Turns bright values over: `maximum − x` where `x / maximum ≥ threshold`. Thresholds above 1 leave pictures as they are.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 100, 200), width: 3, height: 1, channels: 1 };
 * const solarized = augment.solarize({ threshold: 0.5 });
 * console.log(augment.applyTransform(solarized, { id: 'a', image, meta: {} }).image.data); // 0 100 55
 * ```
 */
export function solarize(options: SolarizeOptions = {}): Transform<SolarizeParams> {
  return pictureTransform('solarize', options, {
    ranges: { threshold: { standard: 0.5, min: 0 } },
    isStill: ({ threshold }) => threshold > 1,
    levels:
      ({ threshold }, { maximum }) =>
      (value) =>
        value / maximum >= threshold ? maximum - value : value,
  });
}
