import { checkOptionNames } from '../../../core/options.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { type AffineParams, affineTransform, readAffineRanges } from './affine.js';
import type { AxisRanges } from './readAxes.js';

/** Options of {@link shiftScaleRotate}. */
export interface ShiftScaleRotateOptions extends SamplingOptions {
  /** Parts of width and height, drawn for each axis; a number s stands for −s … s (default 0.0625). */
  readonly shift?: AxisRanges;
  /** Factors, one draw for both axes; `{ x, y }` draws each (default 0.9 … 1.1). */
  readonly scale?: AxisRanges;
  /** Degrees, counter-clockwise; a number r stands for −r … r (default 45). */
  readonly rotate?: number | Range;
}

/**
 * Shifts, scales and rotates a little: {@link affine} with the defaults that most tutorials use.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48 * 3).fill(9), width: 64, height: 48, channels: 3 };
 * const transform = augment.shiftScaleRotate({ shift: 0.1, scale: [0.5, 1.5], rotate: 0 });
 * console.log(augment.drawParams(transform, { id: 'a', image, meta: {} })); // scaleX, translateX, …
 * ```
 */
export function shiftScaleRotate(options: ShiftScaleRotateOptions = {}): Transform<AffineParams> {
  checkOptionNames('shiftScaleRotate', options, ['shift', 'scale', 'rotate', ...samplingNames]);
  const { shift = 0.0625, scale = [0.9, 1.1], rotate = 45 } = options;
  const ranges = readAffineRanges('shiftScaleRotate', { translate: shift, scale, rotate });
  const rule = readSampling('shiftScaleRotate', options);
  const stored = { shift: ranges.translate, scale: ranges.scale, rotate: ranges.rotate, ...rule.options };
  return affineTransform('shiftScaleRotate', stored, ranges, rule);
}
