import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { interpolations, type ResizeOptions, type Size } from '../../raster/resize.js';
import type { Transform } from '../transform.js';
import { resizeSample } from './mapPixels.js';

/**
 * Resizes to a fixed size. The mask is resized by half-pixel nearest, whatever the image is resized by: no label is
 * invented, and mask and image stay aligned.
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
  checkOptionNames('resize', options, ['width', 'height', 'interpolation']);
  const { width, height, interpolation = 'auto' } = options;
  checkNumber('resize', 'width', width, { min: 1, integer: true });
  checkNumber('resize', 'height', height, { min: 1, integer: true });
  checkOneOf('resize', 'interpolation', interpolation, interpolations);
  return {
    name: 'resize',
    options: { width, height, interpolation },
    sample: () => ({ width, height }),
    apply: (size, sample) => resizeSample(sample, size, interpolation),
    outputSize: (size) => size,
  };
}
