import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { resizeMove } from '../../moves/sizeMoves.js';
import type { Transform } from '../../transform.js';
import { readScaling, type ScalingOptions, scalingNames } from '../readSampling.js';

/** Options of {@link resize}. */
export interface ResizeOptions extends Size, ScalingOptions {}

/**
 * Resizes to a fixed size. The mask is resized by half-pixel nearest by default, whatever the image is resized by:
 * no label is invented, and mask and image stay aligned.
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
  checkOptionNames('resize', options, ['width', 'height', ...scalingNames]);
  const { width, height } = options;
  checkNumber('resize', 'width', width, { min: 1, integer: true });
  checkNumber('resize', 'height', height, { min: 1, integer: true });
  const reading = readScaling('resize', options);
  return moveTransform({
    name: 'resize',
    options: { width, height, ...reading },
    sample: () => ({ width, height }),
    moves: (target, size) => [resizeMove(size, target, reading)],
  });
}
