import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link gamma}. */
export interface GammaOptions {
  /** The exponents to draw from (default 0.8 … 1.25); below 1 makes pictures brighter. */
  readonly gamma?: number | Range;
}

/** What {@link gamma} draws. */
export interface GammaParams {
  /** The exponent. */
  readonly gamma: number;
}

/**
 * Bends the grey levels: `maximum · (x / maximum)^γ`, with a maximum of 255, 65535, or 1 for float32. The logarithm of
 * γ is drawn evenly, so that brighter and darker are equally likely.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 64, 255), width: 3, height: 1, channels: 1 };
 * const brighter = augment.gamma({ gamma: 0.5 });
 * console.log(augment.applyTransform(brighter, { id: 'a', image, meta: {} }).image.data); // 0 128 255
 * ```
 */
export function gamma(options: GammaOptions = {}): Transform<GammaParams> {
  return pictureTransform('gamma', options, {
    ranges: { gamma: { standard: [0.8, 1.25], min: 0.01, max: 100, draw: 'logarithm' } },
    isStill: (params) => params.gamma === 1,
    levels:
      (params, { maximum }) =>
      (value) =>
        maximum * (Math.max(0, value) / maximum) ** params.gamma,
  });
}
