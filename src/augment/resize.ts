import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Size } from '../raster/resize.js';
import { resizeSample } from './mapPixels.js';
import type { Transform } from './transform.js';

/** Options of {@link resize}: the new size. */
export interface ResizeOptions extends Size {}

/**
 * Resizes to a fixed size: image and weight bilinear, the mask by half-pixel nearest, so that no label is invented and
 * mask and image stay aligned.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80 * 3), width: 100, height: 80, channels: 3 };
 * const small = augment.applyTransform(augment.resize({ width: 50, height: 40 }), { id: 'a', image, meta: {} });
 * console.log(small.image.width); // 50
 * ```
 */
export function resize(options: ResizeOptions): Transform<Size> {
  checkOptionNames('resize', options, ['width', 'height']);
  const { width, height } = options;
  checkNumber('resize', 'width', width, { min: 1, integer: true });
  checkNumber('resize', 'height', height, { min: 1, integer: true });
  return {
    name: 'resize',
    options: { width, height },
    sample: () => ({ width, height }),
    apply: (size, sample) => resizeSample(sample, size),
    outputSize: (size) => size,
  };
}
