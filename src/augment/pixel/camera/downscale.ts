import { checkOneOf } from '../../../core/options.js';
import { resize } from '../../../raster/resize.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link downscale}. */
export interface DownscaleOptions {
  /** What is left of width and height in between, above 0 and at most 1 (default 0.25 … 0.5). */
  readonly scale?: number | Range;
  /** `nearest` shows the coarse pixels; `smooth` (default) takes means of areas, and mixes them bilinearly. */
  readonly interpolation?: 'nearest' | 'smooth';
}

/** What {@link downscale} draws. */
export interface DownscaleParams {
  /** What is left of width and height in between. */
  readonly scale: number;
}

/**
 * Makes pictures smaller and large again, as a camera of fewer pixels would have taken them.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 40, 80, 120), width: 4, height: 1, channels: 1 };
 * const coarse = augment.downscale({ scale: 0.5, interpolation: 'nearest' });
 * console.log(augment.applyTransform(coarse, { id: 'a', image, meta: {} }).image.data); // 40 40 120 120
 * ```
 */
export function downscale(options: DownscaleOptions = {}): Transform<DownscaleParams> {
  const { interpolation = 'smooth' } = options;
  checkOneOf('downscale', 'interpolation', interpolation, ['nearest', 'smooth']);
  return pictureTransform('downscale', options, {
    ranges: { scale: { standard: [0.25, 0.5], min: 0.001, max: 1 } },
    settings: { interpolation },
    isStill: ({ scale }) => scale === 1,
    change: (image, { scale }) => {
      const { width, height } = image;
      const small = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
      const [down, up] =
        interpolation === 'nearest' ? (['nearest', 'nearest'] as const) : (['area', 'bilinear'] as const);
      return resize(resize(image, { ...small, interpolation: down }), { width, height, interpolation: up });
    },
  });
}
