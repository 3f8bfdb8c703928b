import { OptionError } from '../../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../../core/options.js';
import { fitLongestSide, fitShortestSide } from '../../../raster/fitSize.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { resizeMove } from '../../moves/sizeMoves.js';
import type { Range } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';
import { readScaling, type ScalingOptions, scalingNames } from '../readSampling.js';

/** Options of {@link randomScale}. */
export interface RandomScaleOptions extends ScalingOptions {
  /** The factor of width and height (default 0.9 … 1.1). */
  readonly scale?: number | Range;
}

/** What {@link randomScale} draws. */
export interface RandomScaleParams {
  readonly scale: number;
}

/** Options of {@link longestMaxSize} and {@link smallestMaxSize}. */
export interface MaxSizeOptions extends ScalingOptions {
  /** The length of that side, in pixels, or several of which one is drawn. */
  readonly side: number | readonly number[];
}

/** What {@link longestMaxSize} and {@link smallestMaxSize} draw. */
export interface MaxSizeParams {
  readonly side: number;
}

/**
 * Resizes by a random factor, proportions kept but for rounding to whole pixels. The size changes, so put a crop or padding
 * after it.
 *
 * @throws OptionError for a factor that is not above 0.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80), width: 100, height: 80, channels: 1 };
 * const half = augment.randomScale({ scale: 0.5 });
 * console.log(augment.applyTransform(half, { id: 'a', image, meta: {} }).image.width); // 50
 * ```
 */
export function randomScale(options: RandomScaleOptions = {}): Transform<RandomScaleParams> {
  checkOptionNames('randomScale', options, ['scale', ...scalingNames]);
  const scale = readAmount('randomScale', 'scale', options.scale ?? [0.9, 1.1], { min: 0.001, max: 1000 });
  const reading = readScaling('randomScale', options);
  return moveTransform({
    name: 'randomScale',
    options: { scale, ...reading },
    sample: (draw) => ({ scale: draw.uniform(...scale) }),
    moves: (params, size) => {
      const scaled = (side: number): number => Math.max(1, Math.round(side * params.scale));
      return [resizeMove(size, { width: scaled(size.width), height: scaled(size.height) }, reading)];
    },
  });
}

/**
 * Resizes so that the longest side has a given length, proportions kept.
 *
 * @throws OptionError for a side that is no whole number from 1.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80), width: 100, height: 80, channels: 1 };
 * const transform = augment.longestMaxSize({ side: 50 });
 * console.log(augment.applyTransform(transform, { id: 'a', image, meta: {} }).image.height); // 40
 * ```
 */
export const longestMaxSize = (options: MaxSizeOptions): Transform<MaxSizeParams> =>
  maxSize('longestMaxSize', options, fitLongestSide);

/**
 * Resizes so that the shortest side has a given length, proportions kept.
 *
 * @throws OptionError for a side that is no whole number from 1.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80), width: 100, height: 80, channels: 1 };
 * const transform = augment.smallestMaxSize({ side: [40, 60] });
 * console.log(augment.applyTransform(transform, { id: 'a', image, meta: {} }).image.height); // 40 or 60
 * ```
 */
export const smallestMaxSize = (options: MaxSizeOptions): Transform<MaxSizeParams> =>
  maxSize('smallestMaxSize', options, fitShortestSide);

function maxSize(
  name: string,
  options: MaxSizeOptions,
  fit: (size: Size, side: number) => Size,
): Transform<MaxSizeParams> {
  checkOptionNames(name, options, ['side', ...scalingNames]);
  const sides = readSides(name, options.side);
  const reading = readScaling(name, options);
  return moveTransform({
    name,
    options: { side: sides.length === 1 ? sides[0] : sides, ...reading },
    sample: (draw) => ({ side: draw.choice(sides) }),
    moves: ({ side }, size) => [resizeMove(size, fit(size, side), reading)],
  });
}

function readSides(where: string, side: MaxSizeOptions['side']): readonly number[] {
  const sides: readonly number[] = typeof side === 'number' ? [side] : side;
  if (!Array.isArray(sides) || sides.length === 0) {
    throw new OptionError(`${where}: side is ${JSON.stringify(side)}. Give a number of pixels, or several.`, {
      option: 'side',
      value: side,
    });
  }
  for (const value of sides) checkNumber(where, 'side', value, { min: 1, integer: true });
  return [...sides];
}
