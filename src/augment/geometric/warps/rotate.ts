import { checkOneOf, checkOptionNames } from '../../../core/options.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { type AffineParams, affineTransform, readAffineRanges } from './affine.js';

/** Options of {@link rotate}. */
export interface RotateOptions extends SamplingOptions {
  /** Degrees, counter-clockwise; a number r stands for −r … r (default 90). */
  readonly rotate?: number | Range;
  /** Whether the picture becomes as large as what it shows (default `false`: its size stays, and corners are cut off). */
  readonly fitOutput?: boolean;
}

/**
 * Rotates about the centre of the picture. Quarter turns are exact, as by `rotate90`.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2), width: 2, height: 1, channels: 1 };
 * const turn = augment.rotate({ rotate: [90, 90], fitOutput: true });
 * console.log(augment.applyTransform(turn, { id: 'a', image, meta: {} }).image.data); // 2 | 1
 * ```
 */
export function rotate(options: RotateOptions = {}): Transform<AffineParams> {
  checkOptionNames('rotate', options, ['rotate', 'fitOutput', ...samplingNames]);
  const { rotate: degrees = 90, fitOutput = false } = options;
  checkOneOf('rotate', 'fitOutput', fitOutput, [true, false]);
  const ranges = readAffineRanges('rotate', { rotate: degrees });
  const rule = readSampling('rotate', options);
  return affineTransform('rotate', { rotate: ranges.rotate, fitOutput, ...rule.options }, ranges, rule, fitOutput);
}
