import { convolve } from '../../../raster/filters/convolve.js';
import { lineKernel } from '../../../raster/filters/lineKernel.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link motionBlur}. */
export interface MotionBlurOptions {
  /** How far the picture moves, in pixels: odd numbers (default 3 … 7). 1 changes nothing. */
  readonly size?: number | Range;
  /** In which direction, in degrees against the clock from the right (default 0 … 360). */
  readonly angle?: Range;
  /** Whether most of the light comes at the start (−1), at the end (1), or evenly (0); one r stands for −r … r (default 1). */
  readonly direction?: number | Range;
}

/** What {@link motionBlur} draws. */
export interface MotionBlurParams {
  /** How far the picture moves, in pixels. */
  readonly size: number;
  /** Degrees against the clock. */
  readonly angle: number;
  /** Where the light comes, from −1 to 1. */
  readonly direction: number;
}

/**
 * Blurs along a line, as when camera or object move while the picture is taken; outside the picture lies its reflection.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 0, 0, 90, 0, 0, 0), width: 7, height: 1, channels: 1 };
 * const moved = augment.motionBlur({ size: 3, angle: [0, 0], direction: 0 });
 * console.log(augment.applyTransform(moved, { id: 'a', image, meta: {} }).image.data); // 0 0 22 45 22 0 0
 * ```
 */
export function motionBlur(options: MotionBlurOptions = {}): Transform<MotionBlurParams> {
  return pictureTransform('motionBlur', options, {
    ranges: {
      size: { standard: [3, 7], min: 1, max: 255, draw: 'odd' },
      angle: { standard: [0, 360] },
      direction: { standard: 1, min: -1, max: 1, number: 'around' },
    },
    isStill: ({ size }) => size === 1,
    change: (image, { size, angle, direction }) => convolve(image, lineKernel(size, angle, direction)),
  });
}
