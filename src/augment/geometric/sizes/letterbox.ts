import { checkNumber, checkOptionNames } from '../../../core/options.js';
import { letterboxPlace } from '../../../raster/letterbox.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { padMove, resizeMove } from '../../moves/sizeMoves.js';
import type { Transform } from '../../transform.js';
import {
  type FillParams,
  type OutsideOptions,
  outsideNames,
  readOutside,
  readScaling,
  type ScalingOptions,
  scalingNames,
} from '../readSampling.js';

/** Options of {@link letterbox}. */
export interface LetterboxOptions extends Size, ScalingOptions, OutsideOptions {}

/**
 * Scales a picture into a frame without changing its proportions, in the middle, with bars at two sides. New pixels of a
 * weight map are 0.
 *
 * @throws OptionError for a size that is no whole number from 1.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 50), width: 100, height: 50, channels: 1 };
 * const mask = { data: new Uint8Array(100 * 50), width: 100, height: 50 };
 * const transform = augment.letterbox({ width: 64, height: 64, fill: 114, maskFill: 255 });
 * const boxed = augment.applyTransform(transform, { id: 'a', image, mask, meta: {} });
 * console.log(boxed.image.data[0], boxed.mask?.data[0]); // 114 255
 * ```
 */
export function letterbox(options: LetterboxOptions): Transform<FillParams> {
  checkOptionNames('letterbox', options, ['width', 'height', ...scalingNames, ...outsideNames]);
  const { width, height } = options;
  checkNumber('letterbox', 'width', width, { min: 1, integer: true });
  checkNumber('letterbox', 'height', height, { min: 1, integer: true });
  const reading = readScaling('letterbox', options);
  const rule = readOutside('letterbox', options);
  return moveTransform({
    name: 'letterbox',
    options: { width, height, ...reading, ...rule.options },
    sample: (_, context) => rule.drawFill(context),
    moves: (params, size) => {
      const { inner } = letterboxPlace(size, { width, height });
      const outside = rule.outside(params);
      return [resizeMove(size, inner, reading), padMove('letterbox', inner, { width, height }, 'center', outside)];
    },
  });
}
