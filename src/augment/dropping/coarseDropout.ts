import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { Box } from '../../raster/crop.js';
import type { Range } from '../range.js';
import { readAmount } from '../readAmount.js';
import type { Transform, TransformContext } from '../transform.js';
import { checkDropOptions, type DropOptions, type DropParams, dropOptionNames, settleDrop } from './dropOptions.js';
import { dropRuns, runsOfBoxes } from './dropRuns.js';

/** Options of {@link coarseDropout}. */
export interface CoarseDropoutOptions extends DropOptions {
  /** How many holes, `[least, most]`; one number for exactly so many (default 1 … 2). */
  readonly holes?: number | Range;
  /** How wide a hole is, in units of `unit`; one number for a fixed width (default 0.1 … 0.2). */
  readonly width?: number | Range;
  /** How high a hole is, in units of `unit`; one number for a fixed height (default 0.1 … 0.2). */
  readonly height?: number | Range;
  /** Whether sizes are parts of the picture's sides, 0 … 1 (default), or pixels. */
  readonly unit?: 'part' | 'pixels';
}

/** What {@link coarseDropout} draws. */
export interface CoarseDropoutParams extends DropParams {
  readonly holes: readonly Box[];
}

/**
 * Drops rectangles out of pictures (Cutout: DeVries and Taylor 2017; Random Erasing: Zhong et al. 2017), so that a
 * network learns to use the surroundings too. The mask is kept by default: what was there is to be guessed.
 *
 * Holes lie wholly inside the picture, evenly spread, and may overlap. Sizes are rounded to whole pixels, at least 1.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100).fill(200), width: 10, height: 10, channels: 1 };
 * const holes = augment.coarseDropout({ holes: 1, width: 0.5, height: 0.5, fill: 'mean' });
 * console.log(augment.drawParams(holes, { id: 'a', image, meta: {} })); // one hole of 5×5
 * ```
 */
export function coarseDropout(options: CoarseDropoutOptions = {}): Transform<CoarseDropoutParams> {
  const name = 'coarseDropout';
  checkOptionNames(name, options, ['holes', 'width', 'height', 'unit', ...dropOptionNames]);
  const { unit = 'part', fill = 0, mask = 'keep' } = options;
  checkOneOf(name, 'unit', unit, ['part', 'pixels']);
  checkDropOptions(name, { fill, mask });
  const bounds = unit === 'part' ? { min: 0, max: 1 } : { min: 1 };
  const holes = readAmount(name, 'holes', options.holes ?? [1, 2], { min: 0, integer: true });
  const width = readAmount(name, 'width', options.width ?? [0.1, 0.2], bounds);
  const height = readAmount(name, 'height', options.height ?? [0.1, 0.2], bounds);

  const drawLength = (draw: Random, range: Range, side: number): number => {
    const length = draw.uniform(...range) * (unit === 'part' ? side : 1);
    return Math.min(side, Math.max(1, Math.round(length)));
  };
  const drawHole = (draw: Random, picture: TransformContext): Box => {
    const size = { width: drawLength(draw, width, picture.width), height: drawLength(draw, height, picture.height) };
    const x = draw.integer(0, picture.width - size.width + 1);
    return { x, y: draw.integer(0, picture.height - size.height + 1), ...size };
  };
  return {
    name,
    options: { holes, width, height, unit, fill, mask },
    sample: (draw, context) => ({
      holes: Array.from({ length: draw.integer(holes[0], holes[1] + 1) }, (_, i) => drawHole(draw.key(i), context)),
      ...settleDrop(name, { fill, mask }, draw, context),
    }),
    apply: ({ holes: boxes, maskFill, noise = 0 }, sample) =>
      dropRuns(sample, runsOfBoxes(boxes, sample.image), { name, fill, noise, maskFill }),
  };
}
